"""Benchmarks: each prints one line with its figure and the ratio to its floor, measured in the same run."""
