"""The decoding process under hostile files: it may fall, the program goes on with another (faults H2)."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from desktop.evidence import WORKER_WORD
from desktop.evidence.attaching import Source, Taken, _take_one
from desktop.evidence.decoder import Decoded, Decoder, command
from desktop.evidence.refusals import NotTaken, Why
from desktop.evidence.sorts import HEAD, Sort, sort_of
from desktop.evidence.worker import ANSWER, REQUEST, TAKE_IN
from desktop.models.files import FileStore
from tests.evidence.making import bomb, camera_photo, pdf, photo, saved

ROOT = Path(__file__).parent.parent.parent


def test_a_process_that_was_killed_is_replaced(tmp_path: Path) -> None:
    with Decoder() as decoder:
        assert decoder.take_in(saved(photo((80, 60)))).content
        assert decoder._process is not None
        decoder._process.kill()
        decoder._process.wait()
        with pytest.raises(NotTaken) as fallen:
            decoder.take_in(saved(photo((80, 60))))
        assert fallen.value.why == Why.DECODER_FELL
        assert decoder.take_in(saved(photo((80, 60)))).content
        assert decoder.started == 2


def turned(answer: bytes) -> Decoder:
    """A decoder whose process a hostile file has turned: it answers with these bytes whatever it is asked."""
    decoder = Decoder(patience=20)
    code = f"import sys; sys.stdin.buffer.read(9); sys.stdout.buffer.write({answer!r}); sys.stdout.flush(); sys.stdin.read()"
    decoder._process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    return decoder


def answered(words: bytes, content: bytes = b"", thumbnail: bytes = b"") -> bytes:
    return ANSWER.pack(len(words), len(content), len(thumbnail)) + words + content + thumbnail


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER.pack(1 << 31, 0, 0),
        ANSWER.pack(2, 1 << 40, 0),
        ANSWER.pack(2, 0, 1 << 40),
        answered(b"[" * 4000),
        answered(b"1" * 4000),
        answered(b"\xff"),
        answered(b'{"why": "unheard of", "numbers": []}'),
        answered(b'{"why": [], "numbers": {}}'),
        answered(b"[1]"),
    ],
)
def test_a_turned_process_that_says_nonsense_is_a_fallen_one(answer: bytes) -> None:
    with turned(answer) as decoder, pytest.raises(NotTaken) as fallen:
        decoder.take_in(saved(photo((8, 6))))
    assert fallen.value.why == Why.DECODER_FELL


def test_a_turned_process_cannot_have_a_document_kept_in_the_place_of_a_picture(tmp_path: Path) -> None:
    """A document is kept only where it is the very file that was judged."""
    files, taken = FileStore(tmp_path), Taken()
    source = Source(saved(photo((8, 6))), "ảnh.jpg")
    answer = answered(b"{}", pdf(b"/OpenAction << /S /Launch /F (cmd.exe) >>"))
    with turned(answer) as decoder, pytest.raises(NotTaken) as fallen:
        _take_one(files, decoder, source, taken)
    assert fallen.value.why == Why.DECODER_FELL
    assert [*files.names()] == []


def test_a_process_that_takes_too_long_is_ended() -> None:
    with Decoder(patience=0.001) as decoder, pytest.raises(NotTaken) as slow:
        decoder.take_in(saved(photo((3000, 3000)), "PNG"))
    assert slow.value.why == Why.TOO_SLOW


def test_one_process_serves_one_file_after_the_other_and_ends_with_the_work() -> None:
    with Decoder() as decoder:
        for _ in range(5):
            decoder.take_in(saved(photo((80, 60))))
        assert decoder.started == 1
        process = decoder._process
    assert process is not None
    assert process.returncode is not None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_a_picture_that_wants_more_memory_than_allowed_is_refused_and_the_next_one_is_taken() -> None:
    """A decoder without its own judgement of pixels would still stand behind the limit of the system."""
    code = (
        "import desktop.evidence.shrinking as s; s.OTHER_PIXELS = 10**10; "
        "from desktop.evidence.worker import main; raise SystemExit(main())"
    )
    content = bomb(40_000, 30_000)
    request = REQUEST.pack(TAKE_IN, len(content)) + content
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, input=request, capture_output=True, check=False)
    assert b'"why": "memory"' in done.stdout
    assert done.returncode == 1


def test_a_frozen_program_is_its_own_decoding_process() -> None:
    content = saved(photo((80, 60)))
    request = REQUEST.pack(TAKE_IN, len(content)) + content
    done = subprocess.run(
        [sys.executable, "-m", "desktop", WORKER_WORD], cwd=ROOT, input=request, capture_output=True, check=False
    )
    assert done.returncode == 0
    assert b"\xff\xd8\xff" in done.stdout


def test_the_process_starts_whatever_the_current_folder_is(tmp_path: Path) -> None:
    done = subprocess.run(command(), cwd=tmp_path, input=b"", capture_output=True, check=False)
    assert done.returncode == 0


@cache
def seeds() -> list[bytes]:
    small = photo((160, 120))
    return [
        camera_photo((320, 240)),
        saved(small, "JPEG", progressive=True),
        *(saved(small.convert("P"), form) for form in ("PNG", "GIF", "BMP", "TIFF")),
        *(saved(small, form) for form in ("PNG", "WEBP", "TIFF", "MPO")),
        saved(small, "TIFF", compression="tiff_lzw"),
        pdf(pages=2),
    ]


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Bits turned, bytes set to the ends of their range, pieces cut out, doubled or zeroed; the first bytes mostly kept."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(2 if chance.random() < 0.1 else min(12, len(changed) - 1), len(changed))
        length = chance.choice((1, 2, 4, 30, 300))
        match chance.randrange(5):
            case 0:
                changed[at] ^= 1 << chance.randrange(8)
            case 1:
                changed[at : at + length] = chance.choice((b"\xff", b"\x00", b"\x7f", b"\x80")) * length
            case 2:
                del changed[at : at + length]
            case 3:
                changed[at:at] = changed[at : at + length]
            case _:
                changed[at : at + 4] = chance.randbytes(4)
        if len(changed) < 16:
            break
    return bytes(changed)


def storm(count: int, seed: int) -> None:
    chance = random.Random(seed)
    taken = 0
    refusals: Counter[Why] = Counter()
    with Decoder(patience=20) as decoder:
        for number in range(count):
            content = mutated(seeds()[number % len(seeds())], chance)
            try:
                decoded = decoder.take_in(content)
            except NotTaken as refused:
                refusals[refused.why] += 1
                continue
            taken += 1
            judge(decoded, content)
        fell = refusals[Why.DECODER_FELL] + refusals[Why.MEMORY]
        assert decoder.started <= 1 + fell  # it is not started anew for each file
    assert refusals[Why.TOO_SLOW] == 0
    assert taken > count // 20


def judge(decoded: Decoded, content: bytes) -> None:
    """What comes out is a plain picture, or nothing because a PDF is kept as it is."""
    if decoded.content:
        assert sort_of(decoded.content[:HEAD]) in (Sort.JPEG, Sort.PNG)
        assert b"GPS" not in decoded.content[:600]
        assert b"Nokia" not in decoded.content
    else:
        assert content.startswith(b"%PDF-")


def test_300_damaged_files_neither_stop_the_program_nor_slip_through() -> None:
    storm(300, 71)


@pytest.mark.slow
def test_10_000_damaged_files_neither_stop_the_program_nor_slip_through() -> None:
    storm(10_000, 2026)
