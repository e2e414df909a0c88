"""The web: the only code that knows HTTP."""

__version__ = "0.1.0"
