"""An edition signed with a token, SoftHSM in its place: found, looked at without its PIN, its PIN tried once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import UserError
from desktop.models.database import Database
from desktop.models.report import Report, report_id
from desktop.reports.e_signature import sign_edition, signatures_in
from desktop.reports.e_signers import TokenKey, look_at, usual_libraries
from desktop.reports.e_token import tokens_in
from desktop.reports.freeze import freeze
from tests.reports.filling import WRITTEN, activity, draft, store
from tests.reports.keys import HAS_TOKEN, NEEDS_TOKEN, SIGNER, SOFTHSM, conf_of, soft_token
from tests.reports.samples import UNIT

YEAR = (Report.KIND, report_id(UNIT, 2026))
pytestmark = pytest.mark.skipif(not HAS_TOKEN, reason=NEEDS_TOKEN)


@pytest.fixture
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """SoftHSM with no token plugged in yet."""
    assert SOFTHSM is not None
    monkeypatch.setenv("SOFTHSM2_CONF", str(conf_of(tmp_path / "hsm")))
    yield SOFTHSM
    import pkcs11

    pkcs11.unload(str(SOFTHSM))  # so that the next test's configuration is read


@pytest.fixture
def frozen(school: Database) -> Database:
    store(school, draft(blocks=WRITTEN), activity(topic="ND1"))
    freeze(school, 2026)
    return school


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_token_plugged_in_later_is_found_looked_at_and_signs(frozen: Database, driver: Path, kind: str) -> None:
    assert tokens_in(driver) == []
    with pytest.raises(UserError, match="Không thấy USB ký số"):
        look_at(TokenKey(driver))
    token = soft_token(kind)
    [seen] = tokens_in(driver)
    assert (seen.label, seen.warning) == (token.label, "")
    assert look_at(TokenKey(driver)).name == SIGNER
    made = sign_edition(frozen, *YEAR, TokenKey(driver, token.label), token.pin)
    [one] = signatures_in(frozen.files.get(made.sha256))
    assert (one.intact, one.whole, one.certificate.name) == (True, True, SIGNER)


def test_a_wrong_pin_is_sent_once_and_told(frozen: Database, driver: Path) -> None:
    token = soft_token()
    for pin, words in (("111111", "Mã PIN của USB ký số không đúng"), ("1", "Mã PIN"), ("", "Chưa nhập mã PIN")):
        with pytest.raises(UserError, match=words) as refused:
            sign_edition(frozen, *YEAR, TokenKey(driver), pin)
        assert refused.value.__cause__ is None
    sign_edition(frozen, *YEAR, TokenKey(driver), token.pin)  # and a right one still signs


def test_what_is_missing_is_told(frozen: Database, driver: Path, tmp_path: Path) -> None:
    token = soft_token(with_key=False)
    with pytest.raises(UserError, match="chưa có chứng thư"):
        look_at(TokenKey(driver))
    with pytest.raises(UserError, match="chưa có chứng thư"):
        sign_edition(frozen, *YEAR, TokenKey(driver), token.pin)
    with pytest.raises(UserError, match="Không thấy USB ký số “khác”"):
        sign_edition(frozen, *YEAR, TokenKey(driver, "khác"), token.pin)
    with pytest.raises(UserError, match="Không tìm thấy phần mềm điều khiển"):
        tokens_in(tmp_path / "không có.so")
    wrong = tmp_path / "lạ.so"
    wrong.write_bytes(b"not a library")
    with pytest.raises(UserError, match="không phải phần mềm điều khiển"):
        tokens_in(wrong)


def test_of_two_tokens_one_must_be_named(driver: Path) -> None:
    soft_token()
    soft_token(label="Con dau")
    with pytest.raises(UserError, match="Có nhiều USB ký số đang cắm"):
        look_at(TokenKey(driver))
    assert look_at(TokenKey(driver, "Con dau")).name == SIGNER


def test_drivers_are_found_where_their_setups_put_them() -> None:
    assert all(path.is_file() for path in usual_libraries())
    assert any(path.name == "libsofthsm2.so" for path in usual_libraries())
