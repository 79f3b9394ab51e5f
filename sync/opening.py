"""Reading a file, in the order of FORMAT.md 6: nothing is believed before the signature over the received
bytes held.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import pyrage
from pyrage.x25519 import Identity

from sync import limits, sections, signing, strict
from sync.container import AGE_INTRO, Label, copy_body, open_source, take_label
from sync.documents import Document
from sync.manifest import CODECS, SECTION_LIMITS, Entry, Manifest, manifest_from
from sync.refusals import Refusal, Refused
from sync.sealing import private_file

_SIGNATURE = 32 + 64


class Standing(StrEnum):
    """What the reader's own register says about the key that signed."""

    TRUSTED = "trusted"
    WAITING = "waiting"  # may be looked at and kept, not merged: the key is not approved yet
    UNKNOWN = "unknown"
    REVOKED = "revoked"


Authorise = Callable[[Manifest], Standing]


class Bundle:
    """One opened part: whole, decrypted, signed by a key the caller's register let pass, every hash
    checked.

    Holds a private temporary file: use it in a `with`. The iterators stream, may run more than once and at
    the same time, and may still raise Refused (malformed, too_large) for what only reading each line
    shows: run them inside the one transaction that is to be rolled back then.
    """

    def __init__(self, label: Label, manifest: Manifest, standing: Standing, plain: IO[bytes], start: int) -> None:
        self.label = label
        self.manifest = manifest
        self.standing = standing
        self._plain = plain
        self._starts: list[int] = []
        for entry in manifest.sections:
            self._starts.append(start)
            start += entry.length

    def records(self) -> Iterator[dict[str, Any]]:
        """Every record line as a dict, in the order of the file."""
        for index, entry in self._of(sections.RECORDS):
            yield from sections.objects(self._raw(index), entry, limits.RECORD)

    def record_lines(self) -> Iterator[bytes]:
        """Every record line as it stands, unparsed, as many as the manifest says."""
        for index, entry in self._of(sections.RECORDS):
            yield from sections.counted(sections.lines(self._raw(index), limits.RECORD), entry)

    def documents(self) -> Iterator[Document]:
        """Every document; the caller checks who signed it (`Document.signed_by`)."""
        for index, entry in self._of(sections.DOCUMENTS):
            yield from sections.documents(self._raw(index), entry)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """SHA-256 (hex) and content of every file, one in memory at a time."""
        for index, entry in self._of(sections.FILES):
            yield from sections.files(self._raw(index), entry)

    def unknown(self) -> Iterator[tuple[Entry, Iterator[bytes]]]:
        """Optional sections of newer versions, as stored: keep them and send them on (`unknown_section`)."""
        for index, entry in enumerate(self.manifest.sections):
            if entry.type not in SECTION_LIMITS or entry.codec not in CODECS:
                yield entry, self._stored(index)

    def close(self) -> None:
        """Throw the private temporary file away."""
        self._plain.close()

    def __enter__(self) -> Bundle:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _of(self, section_type: str) -> Iterator[tuple[int, Entry]]:
        for index, entry in enumerate(self.manifest.sections):
            if entry.type == section_type and entry.codec in CODECS:
                yield index, entry

    def _stored(self, index: int) -> Iterator[bytes]:
        position, left = self._starts[index], self.manifest.sections[index].length
        while left:
            self._plain.seek(position)
            piece = self._plain.read(min(left, limits.PIECE))
            if not piece:
                raise OSError("the private temporary file became shorter")
            position += len(piece)
            left -= len(piece)
            yield piece

    def _raw(self, index: int) -> Iterator[bytes]:
        return sections.inflated(self._stored(index), self.manifest.sections[index])

    def check_sections(self) -> None:
        """Every section's hash first, then that every known section inflates to what it says."""
        for index, entry in enumerate(self.manifest.sections):
            digest = hashlib.sha256()
            for piece in self._stored(index):
                digest.update(piece)
            if digest.hexdigest() != entry.sha256:
                raise Refused(Refusal.ALTERED, f"section {index} ({entry.type}): SHA-256")
        for index, entry in enumerate(self.manifest.sections):
            if entry.type in SECTION_LIMITS and entry.codec != "none" and entry.codec in CODECS:
                for _raw in self._raw(index):
                    pass


def open_bundle(
    path: Path, identities: Sequence[Identity], authorise: Authorise, private_folder: Path | None = None
) -> Bundle:
    """The part in the file at `path`, checked from end to end; Refused with label and manifest as far as
    known.

    `identities` are this installation's reading keys (`keys.reading`); `authorise` is asked once, after
    the signature held, what the register says of the sender; it may raise Refused itself (wrong_sender,
    wrong_code). Unknown and revoked senders are refused. OSError is the local disk's.
    """
    label: Label | None = None
    manifest: Manifest | None = None
    try:
        with ExitStack() as stack:
            source = stack.enter_context(open_source(path))
            label = take_label(source)
            body = stack.enter_context(private_file(private_folder))
            copy_body(source, label, body)
            source.close()  # the stick may be pulled from here on
            plain = stack.enter_context(_unsealed(body, label, identities, private_folder))
            manifest = _signed_manifest(plain)
            start = plain.tell()
            _check_label(label, manifest)
            standing = authorise(manifest)
            _check_standing(standing)
            _check_recipient(manifest, identities)
            _check_lengths(plain, start, manifest)
            bundle = Bundle(label, manifest, standing, plain, start)
            bundle.check_sections()
            if plain is not body:
                body.close()
            stack.pop_all()
            return bundle
    except Refused as refused:
        refused.label = refused.label or label
        refused.manifest = refused.manifest or manifest
        raise


def _unsealed(body: IO[bytes], label: Label, identities: Sequence[Identity], folder: Path | None) -> IO[bytes]:
    """The inside of the body, decrypted whole; the body itself where it lies in the clear."""
    start = body.read(limits.AGE_HEADER)
    body.seek(0)
    if start.startswith(AGE_INTRO) != label.sealed:
        raise Refused(Refusal.ALTERED, "sealed or not: the label lies")
    if not label.sealed:
        return body
    if b"\n--- " not in start:
        raise Refused(Refusal.ALTERED, "age header longer than allowed")
    plain = private_file(folder)
    try:
        _decrypt(body, plain, identities, label.body_size)
    except BaseException:
        plain.close()
        raise
    plain.seek(0)
    return plain


class _Quota:
    """A writer that takes at most `quota` bytes: age never makes a file smaller."""

    def __init__(self, file: IO[bytes], quota: int) -> None:
        self._file = file
        self._left = quota

    def write(self, data: bytes) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise Refused(Refusal.TOO_LARGE, "decrypts to more than it is")
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


_NO_KEY = "No matching keys found"


def _decrypt(body: IO[bytes], plain: IO[bytes], identities: Sequence[Identity], quota: int) -> None:
    try:
        pyrage.decrypt_io(body, _Quota(plain, quota), list(identities))
    except pyrage.DecryptError as error:
        refusal = Refusal.NOT_FOR_US if str(error) == _NO_KEY else Refusal.ALTERED
        raise Refused(refusal, f"age: {error}") from error
    except OSError as error:
        if error.errno is not None:  # the local disk's; age's own carry no number
            raise
        raise Refused(Refusal.ALTERED, f"age: {error}") from error


def _signed_manifest(plain: IO[bytes]) -> Manifest:
    """The manifest, parsed only after its signature held."""
    size_bytes = plain.read(4)
    size = struct.unpack(">I", size_bytes)[0] if len(size_bytes) == 4 else 0
    if size > limits.MANIFEST:
        raise Refused(Refusal.TOO_LARGE, "manifest")
    data = plain.read(size)
    block = plain.read(_SIGNATURE)
    if len(data) != size or len(block) != _SIGNATURE:
        raise Refused(Refusal.ALTERED, "the inside ends before its signature")
    signer, signature = block[:32], block[32:]
    if not signing.verifies(signer, signature, signing.BUNDLE + data):
        raise Refused(Refusal.ALTERED, "signature")
    return manifest_from(data, signer)


def _check_label(label: Label, manifest: Manifest) -> None:
    if strict.canonical(label.signed_fields()) != strict.canonical(manifest.label.signed_fields()):
        raise Refused(Refusal.ALTERED, "the label is not the signed one")


def _check_standing(standing: Standing) -> None:
    if standing is Standing.UNKNOWN:
        raise Refused(Refusal.UNKNOWN_SENDER, "key not in the register")
    if standing is Standing.REVOKED:
        raise Refused(Refusal.REVOKED_SENDER, "key revoked")


def _check_recipient(manifest: Manifest, identities: Sequence[Identity]) -> None:
    mine = {str(identity.to_public()) for identity in identities}
    if manifest.label.sealed and mine.isdisjoint(manifest.to):
        raise Refused(Refusal.NOT_FOR_US, "sealed to us by somebody whom the sender did not name")


def _check_lengths(plain: IO[bytes], start: int, manifest: Manifest) -> None:
    end = plain.seek(0, 2)
    if end - start != sum(entry.length for entry in manifest.sections):
        raise Refused(Refusal.ALTERED, "the sections do not fill the inside exactly")
