"""The server as a program: its routes, its limits, its commands."""
