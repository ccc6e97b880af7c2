"""The laptop's side of an exchange: what is sent, what is taken in, and what is told the worker."""
