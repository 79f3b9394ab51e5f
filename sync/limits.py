"""Limits of the format, part of FORMAT.md: a reader refuses what is beyond them, a writer never makes it.

Sizes are bytes. They are chosen so that a hostile file costs a bounded amount of memory, disk and time.
"""

from __future__ import annotations

MIB = 1024 * 1024

PART = 256 * MIB  # a whole file, label included: FAT32, e-mail and slow sticks in mind
LABEL = 8 * 1024
MANIFEST = 1 * MIB
AGE_HEADER = 16 * 1024  # from the start of the sealed body to the end of its "---" line
RECIPIENTS = 64
SECTIONS = 64
RAW = 256 * MIB  # all sections of a part together, after inflation
RECORDS = 200_000
RECORD = 64 * 1024  # one line of a records section, without its line feed
DOCUMENTS = 10_000
DOCUMENT = 8 * MIB  # one line of a documents section, without its line feed
FILES = 20_000
FILE = 15 * MIB
ROOTS = 256
DEPTH = 8  # of nested JSON objects and lists; the outermost object counts as 1
INTEGER = 2**53  # integers n with |n| < INTEGER

PIECE = 256 * 1024  # how much is held in memory at a time while streaming
IN_MEMORY = 8 * MIB  # a temporary file smaller than this never touches the disk
