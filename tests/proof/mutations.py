"""All changes that are made to copies of a log, in the order of their numbers."""

from tests.proof import mutated_chains, mutated_entries, mutated_tables
from tests.proof.attack import ENTRIES, TABLES, Change, mutate

KINDS = (mutated_entries, mutated_chains, mutated_tables)
"""Importing them fills the lists."""

__all__ = ["ENTRIES", "KINDS", "TABLES", "Change", "mutate"]
