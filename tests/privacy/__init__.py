"""Tests of what the linter finds."""
