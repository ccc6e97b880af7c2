"""fieldlog: the log that field staff keep of their shifts."""

__version__ = "0.1.0"
