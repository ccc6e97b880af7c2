"""Verbs: everything one can do with the log of one worker on one laptop."""
