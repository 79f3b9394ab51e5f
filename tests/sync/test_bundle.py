"""What is sealed comes out again, for whom it is meant and for nobody else."""

from __future__ import annotations

import hashlib
import io
import json
import tracemalloc
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import limits
from sync.bundle import (
    SENTENCES,
    Kind,
    Label,
    NotStrict,
    Refusal,
    Refused,
    Section,
    Standing,
    canonical,
    documents_section,
    file_name,
    files_section,
    new_bundle_id,
    open_bundle,
    parse_object,
    read_label,
    records_section,
    seal,
    shown,
    state_digest,
    unknown_section,
    version_id,
)
from sync.keys import DeviceKeys, sign_document
from tests.sync.keyring import NAME, PHOTO, RECORDS, House, draft_of, make_house


@pytest.fixture(scope="module")
def house() -> House:
    """Keys made once."""
    return make_house()


def written(folder: Path, data: bytes) -> Path:
    path = folder / "file.nq71"
    path.write_bytes(data)
    return path


def test_a_bundle_comes_out_as_it_went_in(house: House, tmp_path: Path) -> None:
    path = written(tmp_path, house.bundle(counts={"activity": 3}, last_receipt=4, documents={"root": 1}))
    with open_bundle(path, [house.department.office.reading], house.authorise, tmp_path) as bundle:
        assert list(bundle.records()) == RECORDS
        assert list(bundle.files()) == [(hashlib.sha256(PHOTO).hexdigest(), PHOTO)]
        assert list(bundle.documents()) == []
        assert bundle.standing is Standing.TRUSTED
        manifest = bundle.manifest
    assert (manifest.kind, manifest.counts, manifest.last_receipt) == (Kind.BUNDLE, {"activity": 3}, 4)
    assert manifest.sender.name == NAME
    assert manifest.sender.reading_key == house.unit.recipient
    assert [path.name for path in tmp_path.iterdir()] == ["file.nq71"]


def test_the_recovery_key_alone_opens_what_the_office_key_opens(house: House, tmp_path: Path) -> None:
    assert house.department.recovery
    path = written(tmp_path, house.bundle())
    with open_bundle(path, [house.department.recovery], house.authorise) as bundle:
        assert list(bundle.records()) == RECORDS


def test_nobody_else_opens_it_not_even_its_sender(house: House, tmp_path: Path) -> None:
    path = written(tmp_path, house.bundle())
    for identities in ([], [house.unit.reading], [DeviceKeys.generate().reading]):
        with pytest.raises(Refused) as refused:
            open_bundle(path, identities, house.authorise)
        assert refused.value.refusal is Refusal.NOT_FOR_US
        assert refused.value.label
        assert refused.value.label.unit_name == NAME
        assert refused.value.manifest is None


def test_names_of_people_do_not_show_on_the_outside(house: House, tmp_path: Path) -> None:
    secret = "Cầm Thị Mẩy"
    data = house.bundle([records_section([{"name": secret}] * 50)])
    for form in (secret.encode(), secret.encode("utf-16-le"), b"records", house.unit.signing_public):
        assert form not in data
    assert b"TH014" in data


def test_a_packet_for_another_unit_says_for_whom_it_is(house: House, tmp_path: Path) -> None:
    out = io.BytesIO()
    office = house.department.office
    draft = draft_of(Kind.PACKET, sender_unit=None, sender_code=None, unit_name="Trường \u202eA\nB")
    seal(out, draft, [], office.signing, office.recipient, [house.unit.recipient])
    path = written(tmp_path, out.getvalue())
    with pytest.raises(Refused) as refused:
        open_bundle(path, [DeviceKeys.generate().reading], house.authorise)
    assert "“Trường A B”" in refused.value.sentence


def test_a_waiting_sender_is_opened_and_named(house: House, tmp_path: Path) -> None:
    path = written(tmp_path, house.bundle())
    with open_bundle(path, house.department.identities, lambda _: Standing.WAITING) as bundle:
        assert bundle.standing is Standing.WAITING
        assert len(list(bundle.records())) == 3


@pytest.mark.parametrize(
    ("standing", "refusal"),
    [(Standing.UNKNOWN, Refusal.UNKNOWN_SENDER), (Standing.REVOKED, Refusal.REVOKED_SENDER)],
)
def test_an_unknown_or_revoked_sender_is_refused_but_named(
    house: House, tmp_path: Path, standing: Standing, refusal: Refusal
) -> None:
    path = written(tmp_path, house.bundle())
    with pytest.raises(Refused) as refused:
        open_bundle(path, house.department.identities, lambda _: standing)
    assert refused.value.refusal is refusal
    assert refused.value.manifest
    assert refused.value.manifest.sender.signing_key == house.unit.signing_public.hex()


def test_the_register_may_refuse_with_its_own_reason(house: House, tmp_path: Path) -> None:
    def authorise(_: object) -> Standing:
        raise Refused(Refusal.WRONG_SENDER, "speaks for another unit")

    with pytest.raises(Refused) as refused:
        open_bundle(written(tmp_path, house.bundle()), house.department.identities, authorise)
    assert refused.value.refusal is Refusal.WRONG_SENDER
    assert refused.value.manifest


def test_a_province_packet_is_read_without_any_key(house: House, tmp_path: Path) -> None:
    path = written(tmp_path, house.province())
    with open_bundle(path, [], house.authorise) as bundle:
        (catalogue,) = bundle.documents()
        assert catalogue.signed_by(house.department.office.signing_public)
        assert not catalogue.signed_by(house.unit.signing_public)
        assert bundle.manifest.roots[0].kind == "root"


def test_iterators_may_run_at_the_same_time_and_again(house: House, tmp_path: Path) -> None:
    many = [{"number": number, "text": "x" * 1000} for number in range(2000)]
    photos = [bytes([number]) * 400_000 for number in range(4)]
    named = [(hashlib.sha256(photo).hexdigest(), photo) for photo in photos]
    path = written(tmp_path, house.bundle([records_section(many), files_section(named)]))
    with open_bundle(path, house.department.identities, house.authorise) as bundle:
        for _ in range(2):
            pairs = list(zip(bundle.records(), bundle.records(), strict=True))
            assert [first for first, _ in pairs] == [second for _, second in pairs] == many
        assert sorted(content for _, content in bundle.files()) == sorted(photos)
        assert [json.loads(line) for line in bundle.record_lines()] == many


def test_an_unknown_section_is_kept_and_sent_on(house: House, tmp_path: Path) -> None:
    future = Section("weather", [b"sunny", b"rain"], optional=True)
    path = written(tmp_path, house.bundle([records_section(RECORDS), future]))
    with open_bundle(path, house.department.identities, house.authorise) as bundle:
        ((entry, pieces),) = bundle.unknown()
        kept = b"".join(pieces)
    assert zlib.decompress(kept) == b"sunnyrain"
    path = written(tmp_path, house.bundle([unknown_section(entry, [kept])]))
    with open_bundle(path, house.department.identities, house.authorise) as bundle:
        ((again, pieces),) = bundle.unknown()
        assert (again, b"".join(pieces)) == (entry, kept)


def test_records_may_be_given_as_json_text_too(house: House, tmp_path: Path) -> None:
    path = written(tmp_path, house.bundle([records_section(['{"a": 1}', b'{"b":2}', {"c": 3}])]))
    with open_bundle(path, house.department.identities, house.authorise) as bundle:
        assert list(bundle.records()) == [{"a": 1}, {"b": 2}, {"c": 3}]


def test_the_writer_makes_nothing_that_a_reader_refuses(house: House, tmp_path: Path) -> None:
    too_large: list[Section] = [
        records_section([{"a": "x" * limits.RECORD}]),
        Section("records", [b"{}\n"] * (limits.RECORDS + 1)),
        files_section([(hashlib.sha256(b"x").hexdigest(), b"x")] * (limits.FILES + 1)),
    ]
    for section in too_large:
        with pytest.raises(Refused) as refused:
            house.bundle([section])
        assert refused.value.refusal is Refusal.TOO_LARGE
    with pytest.raises(Refused):
        house.bundle(unit_name="x" * 301)
    with pytest.raises(Refused):
        house.bundle(bundle_id="1")
    with pytest.raises(Refused):
        seal(io.BytesIO(), draft_of(Kind.BUNDLE), [], house.unit.signing, house.unit.recipient, None)
    with pytest.raises(ValueError):
        house.bundle([records_section(["{\n}"])])
    with pytest.raises(ValueError):
        house.bundle([files_section([("00" * 32, b"x")])])


def test_the_same_content_makes_the_same_signed_bytes(house: House) -> None:
    def once() -> bytes:
        out = io.BytesIO()
        office = house.department.office
        draft = draft_of(Kind.PROVINCE, bundle_id="6f1d2c3b-4a59-4868-9776-655443322110", sender_unit=None)
        documents = [sign_document("catalogue", 3, "{}", office.signing)]
        seal(out, draft, [documents_section(documents)], office.signing, office.recipient, None)
        return out.getvalue()

    assert once() == once()


def test_twenty_thousand_records_need_little_memory(house: House, tmp_path: Path) -> None:
    line = json.dumps({"text": "Phát thanh " * 80}, ensure_ascii=False)

    def lines() -> Iterator[str]:
        for number in range(20_000):
            yield f'{line[:-1]},"number":{number}}}'

    path = tmp_path / "large.nq71"
    tracemalloc.start()
    try:
        with path.open("wb") as out:
            seal(
                out,
                draft_of(Kind.BUNDLE),
                [records_section(lines())],
                house.unit.signing,
                house.unit.recipient,
                house.recipients,
                tmp_path,
            )
        with open_bundle(path, house.department.identities, house.authorise, tmp_path) as bundle:
            assert sum(1 for _ in bundle.records()) == 20_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3 * limits.IN_MEMORY


def test_the_label_is_read_without_any_key(house: House, tmp_path: Path) -> None:
    label = read_label(written(tmp_path, house.bundle(part=2, parts=3)))
    assert isinstance(label, Label)
    assert (label.kind, label.unit_code, label.part, label.parts, label.sealed) == ("bundle", "TH014", 2, 3, True)


@pytest.mark.parametrize("name", ["folder", "missing"])
def test_what_is_no_file_is_refused(house: House, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(Refused) as refused:
        open_bundle(tmp_path / name, [], house.authorise)
    assert refused.value.refusal in (Refusal.NOT_A_BUNDLE, Refusal.UNREADABLE)


def test_every_refusal_has_its_own_vietnamese_sentence() -> None:
    assert set(SENTENCES) == set(Refusal)
    assert len(set(SENTENCES.values())) == len(SENTENCES)
    assert all("Hãy" in sentence or "hãy" in sentence for sentence in SENTENCES.values())


def test_file_names_are_ascii_and_safe_whatever_the_code() -> None:
    day = date(2026, 11, 10)
    bundle_id = new_bundle_id()
    hostile = ["TH014", "", None, "../../etc", "CON", "Trường", "a" * 300, "a\0b", "x/y\\z:*?", "-rf", "\u202e"]
    for code in hostile:
        name = file_name(code, day, bundle_id)
        assert name.startswith("NQ71_")
        assert name.endswith(".nq71")
        assert name.isascii()
        assert len(name) < 64
        assert set(name) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")
        assert ".." not in name
    assert file_name("TH014", day, bundle_id).startswith("NQ71_TH014_20261110_")
    assert file_name("TH014", day, bundle_id, 1) != file_name("TH014", day, bundle_id, 2)


def test_foreign_text_is_cleaned_before_it_is_shown() -> None:
    assert shown("Trường\u202e Nà\u200b\r\nLìu\x1b[31m") == "Trường Nà Lìu [31m"
    assert shown("x" * 500, 10) == "x" * 9 + "…"


def test_the_worked_examples_of_the_format_hold() -> None:
    record_id = "0190f3a0-7c4e-7d3a-9b1e-5a2c3d4e5f60"
    content = {"date": "2026-03-14", "people": 120, "title": "Phát thanh"}
    first = version_id("activity", record_id, [], content)
    second = version_id("activity", record_id, [first], None)
    text = (Path(__file__).parents[2] / "sync" / "FORMAT.md").read_text(encoding="utf-8")
    assert first in text
    assert second in text
    assert state_digest([second, first]) in text
    assert canonical(["activity", record_id, [], content]).decode() in text


def test_the_database_names_versions_by_the_same_rule() -> None:
    from desktop.models.base import canonical_json
    from desktop.models.versions import version_id as stored_version_id

    content = {"title": "Phát thanh “sáng” \\ \u001f 😀", "people": None, "topics": ["ND1"], "cost": -(2**53) + 1}
    parents = ["ff" * 16, "00" * 16]
    expected = stored_version_id("activity", "x", parents, canonical_json(content))
    assert version_id("activity", "x", parents, content) == expected
    assert version_id("a", "x", [], None) == stored_version_id("a", "x", [], None)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3).map(repr), inner, max_size=3),
    max_leaves=10,
)


def depth(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


@given(st.dictionaries(st.text(max_size=5).map(repr), VALUES, max_size=4))
def test_canonical_json_is_strict_json_and_comes_back(value: dict[str, object]) -> None:
    data = canonical(value)
    if depth(value) > limits.DEPTH:
        with pytest.raises(NotStrict, match="deep"):
            parse_object(data)
    else:
        assert parse_object(data) == value
        assert canonical(parse_object(data)) == data


@pytest.mark.parametrize(
    "text",
    ["[" * 9 + '"' + '\\"' * 500_000, '{"a":' * 200_000, "[" * 1_000_000, '{"a":"' + "[" * 10 + "\\" * 999_999],
    ids=["quotes", "objects", "lists", "backslashes"],
)
def test_hostile_brackets_and_quotes_are_refused_in_linear_time(text: str) -> None:
    with pytest.raises(NotStrict):  # a reader of quadratic cost would not come back from this
        parse_object(text.encode())


@given(st.binary(max_size=200) | st.text('{}[]"\\:,0123456789.eE-ntfu abd\n', max_size=60).map(str.encode))
@settings(max_examples=500)
def test_noise_is_strict_json_or_refused(data: bytes) -> None:
    try:
        value = parse_object(data)
    except NotStrict:
        return
    assert json.loads(data) == value
