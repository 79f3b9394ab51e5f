"""NQ71: the log of communication work on education Resolution 71-NQ/TW and its annual report."""

__version__ = "0.1.0"
