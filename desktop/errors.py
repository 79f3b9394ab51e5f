"""What a person can act on, apart from what is a bug.

A `UserError` carries a Vietnamese sentence that says what happened and what to do next; the window shows it, the command
line prints it and exits with 1. Every other exception is a bug.
"""

from __future__ import annotations


class UserError(Exception):
    """Something was refused or fell short; `sentence` tells the person what to do next."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class DamagedData(UserError):
    """The database cannot be read: a copy has to take its place."""
