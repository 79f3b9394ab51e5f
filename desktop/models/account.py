"""The people who share this PC: a name and a PIN, nothing else (spec.md 3: nothing sensitive). Local, never on the wire.

The PIN keeps colleagues and pupils from writing under another's name. It does not hide the data from who can open the data
folder, and whoever may use this account of the PC can take a forgotten one away (`nq71 accounts --clear-pin NAME`).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime

from sqlalchemy import Boolean, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.errors import UserError
from desktop.models.base import MOST_NAME, Base, utc_now
from desktop.models.installation import current
from desktop.text import one_line

FEWEST_DIGITS, MOST_DIGITS = 4, 8
FREE_ATTEMPTS = 5
FIRST_PAUSE, LONGEST_PAUSE = 15, 300  # seconds, after the fifth wrong PIN and at most
IDLE_MINUTES, MOST_IDLE_MINUTES = 5, 30
IDLE_KEY, LAST_KEY = "idle_minutes", "last_account"  # of the installation's settings
_COST, _BLOCK = 13, 8  # scrypt: 8 MB and some 50 ms on an old PC


class Account(Base):
    """`pin` is a salted hash, "" for none. An account is put to rest, never deleted: versions bear its name.

    `name_key` is the name with its case evened out and its accents kept: Anh and Ánh are two people. `wrong` counts the wrong
    PINs since the last right one, `wrong_at` is the time of the last (UTC); both outlive a restart.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String)
    name_key: Mapped[str] = mapped_column(String, unique=True)
    pin: Mapped[str] = mapped_column(String, default="")
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[str] = mapped_column(String)
    wrong: Mapped[int] = mapped_column(Integer, default=0)
    wrong_at: Mapped[str] = mapped_column(String, default="")


def accounts(session: Session, resting: bool = False) -> list[Account]:
    """The people who may sign in, in the order they were added; with those at rest where `resting`."""
    wanted = select(Account).order_by(Account.id)
    return list(session.scalars(wanted if resting else wanted.where(Account.active)))


def account_named(session: Session, name: str) -> Account | None:
    """The account of that name, whatever its case."""
    return session.scalar(select(Account).where(Account.name_key == _name_key(name)))


def add_account(session: Session, name: str, pin: str = "") -> Account:
    """A further person. UserError where the name is missing, too long or taken, or the PIN is not 4 to 8 digits."""
    made = Account(name="", name_key="", pin="", active=True, created_at=utc_now(), wrong=0, wrong_at="")
    _name(session, made, name)
    _set_pin(made, pin)
    session.add(made)
    session.flush()
    return made


def rename_account(session: Session, account: Account, name: str) -> None:
    """Another name from now on; versions already saved keep the name they bear. UserError as for `add_account`."""
    _name(session, account, name)
    session.flush()


def set_active(session: Session, account: Account, active: bool) -> None:
    """Put an account to rest, or take it back with the PIN it had."""
    account.active = active
    session.flush()


def change_pin(session: Session, account: Account, pin: str) -> None:
    """Another PIN, or none where `pin` is empty. UserError where it is not 4 to 8 digits."""
    _set_pin(account, pin)
    account.wrong, account.wrong_at = 0, ""
    session.flush()


def pause_left(account: Account, now: datetime | None = None) -> int:
    """The seconds to wait before a PIN is looked at again: none up to the fifth wrong one, then doubling up to five minutes."""
    if account.wrong < FREE_ATTEMPTS or not account.wrong_at:
        return 0
    pause = min(FIRST_PAUSE << (account.wrong - FREE_ATTEMPTS), LONGEST_PAUSE)
    since = (now or datetime.now(UTC)) - datetime.fromisoformat(account.wrong_at)
    # A clock that was set back must not lock a person out for longer than the pause itself.
    return max(min(pause - int(since.total_seconds()), pause), 0)


def try_pin(session: Session, account: Account, pin: str) -> str:
    """Sign in: "" where the PIN is right (or there is none), else the sentence that says what to do."""
    if not account.pin:
        return ""
    if left := pause_left(account):
        return f"Đã nhập sai nhiều lần. Hãy đợi {left} giây rồi nhập lại."
    if not _matches(account.pin, pin):
        account.wrong, account.wrong_at = account.wrong + 1, utc_now()
        session.flush()
        left = pause_left(account)
        return f"Mã PIN chưa đúng. Hãy đợi {left} giây rồi nhập lại." if left else "Mã PIN chưa đúng. Hãy nhập lại."
    if account.wrong:
        account.wrong, account.wrong_at = 0, ""
        session.flush()
    return ""


def idle_minutes(session: Session) -> int:
    """After how many minutes without a key or a click the window locks itself; 0 = never, and never without accounts."""
    people = accounts(session)
    kept = (current(session).settings or {}).get(IDLE_KEY, IDLE_MINUTES)
    if not people or not isinstance(kept, int) or not 0 <= kept <= MOST_IDLE_MINUTES:
        return 0 if not people else IDLE_MINUTES
    return IDLE_MINUTES if kept == 0 and any(person.pin for person in people) else kept


def set_idle_minutes(session: Session, minutes: int) -> None:
    """1 to 30, or 0 for never. UserError outside of that, and for never while somebody has a PIN."""
    if not 0 <= minutes <= MOST_IDLE_MINUTES:
        raise UserError(f"Thời gian chờ khóa từ 1 đến {MOST_IDLE_MINUTES} phút. Hãy chọn lại.")
    if minutes == 0 and any(person.pin for person in accounts(session)):
        raise UserError("Đã có người dùng đặt mã PIN nên không tắt tự khóa được. Hãy chọn từ 1 đến 30 phút.")
    installation = current(session)
    installation.settings = {**(installation.settings or {}), IDLE_KEY: minutes}
    session.flush()


def last_account(session: Session) -> str:
    """The name of who signed in last; empty where nobody did."""
    return str((current(session).settings or {}).get(LAST_KEY, ""))


def remember_account(session: Session, name: str) -> None:
    """Offer this person first at the next start."""
    installation = current(session)
    installation.settings = {**(installation.settings or {}), LAST_KEY: name}
    session.flush()


def _name(session: Session, account: Account, name: str) -> None:
    name = one_line(name)
    if not name:
        raise UserError("Hãy ghi họ và tên.")
    if len(name) > MOST_NAME:
        raise UserError(f"Tên dài quá {MOST_NAME} ký tự. Hãy rút gọn.")
    with session.no_autoflush:
        other = account_named(session, name)
    if other is not None and other is not account:
        rest = "" if other.active else " (đang tạm nghỉ)"
        raise UserError(f"Đã có người dùng “{other.name}”{rest}. Hãy ghi thêm để phân biệt, ví dụ thêm tổ, lớp.")
    account.name, account.name_key = name, _name_key(name)


def _name_key(name: str) -> str:
    return one_line(name).casefold()


def _set_pin(account: Account, pin: str) -> None:
    if pin and not (pin.isascii() and pin.isdigit() and FEWEST_DIGITS <= len(pin) <= MOST_DIGITS):
        raise UserError(f"Mã PIN gồm {FEWEST_DIGITS} đến {MOST_DIGITS} chữ số. Hãy nhập lại.")
    account.pin = _hashed(pin) if pin else ""


def _hashed(pin: str) -> str:
    salt = secrets.token_bytes(16)
    return f"scrypt${_COST}${salt.hex()}${_scrypt(pin, salt, _COST).hex()}"


def _matches(stored: str, pin: str) -> bool:
    try:
        _, cost, salt, digest = stored.split("$")
        return hmac.compare_digest(_scrypt(pin, bytes.fromhex(salt), int(cost)), bytes.fromhex(digest))
    except ValueError:  # not a hash we wrote: nobody gets in by it
        return False


def _scrypt(pin: str, salt: bytes, cost: int) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=2**cost, r=_BLOCK, p=1, dklen=32)
