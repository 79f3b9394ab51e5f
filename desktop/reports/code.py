"""The short code on every page: ten characters of the frozen content's digest and two check characters, XXXX-XXXX-XXXX.

Crockford's base 32 (no I, L, O, U), so that it can be read over the phone; the check finds every single wrong character and
every exchange of two neighbours.
"""

from __future__ import annotations

import hashlib
import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_DIGITS = 10
_MODULUS = 1021  # the largest prime below 32²


def code_of(body: bytes) -> str:
    """The code of a frozen body."""
    return code_of_digest(hashlib.sha256(body).hexdigest())


def code_of_digest(sha256: str) -> str:
    """The code of a frozen body, from its SHA-256 in hex."""
    number = int(sha256, 16) >> (256 - 5 * _DIGITS)
    letters = _letters(number, _DIGITS) + _letters(number % _MODULUS, 2)
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def read_code(typed: str) -> str | None:
    """The code as it is printed, from what a person typed or heard (small letters, spaces, O for 0); None where the check fails."""
    letters = re.sub(r"[\s.\-–_]", "", typed.upper()).removeprefix("NQ71:")
    if len(letters) != _DIGITS + 2 or any(letter not in _VALUE for letter in letters):
        return None
    values = [_VALUE[letter] for letter in letters]
    number = 0
    for value in values[:_DIGITS]:
        number = number * 32 + value
    if values[_DIGITS] * 32 + values[_DIGITS + 1] != number % _MODULUS:
        return None
    plain = "".join(ALPHABET[value] for value in values)
    return "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def matches(typed: str, body: bytes) -> bool:
    """Whether a typed code is that of this frozen body."""
    return read_code(typed) == code_of(body)


def _letters(number: int, count: int) -> str:
    letters = ""
    for _ in range(count):
        number, value = divmod(number, 32)
        letters = ALPHABET[value] + letters
    return letters
