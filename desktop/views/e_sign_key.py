"""What one signs with: a certificate file or a token, and its passphrase or PIN, which is never shown and kept nowhere."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import UserError
from desktop.views.theme import GRID
from desktop.views.widgets.background import Background, Progress

if TYPE_CHECKING:
    from desktop.reports.e_signers import Key
    from desktop.reports.e_token import Token

_FILE, _TOKEN = 0, 1


@dataclass(frozen=True)
class Plugged:
    """What is there of tokens: the drivers found, the tokens that one of them sees, or why it sees none."""

    drivers: tuple[Path, ...]
    driver: Path | None
    tokens: tuple[Token, ...]
    problem: str = ""


def look_for_tokens(known: tuple[Path, ...], wanted: Path | None) -> Plugged:
    """Tokens that the driver `wanted` sees; else of the drivers found, the first that sees one. Not on the UI thread."""
    from desktop.reports.e_signers import usual_libraries
    from desktop.reports.e_token import tokens_in

    drivers = tuple(dict.fromkeys((*known, *usual_libraries())))
    problem = (
        "Chưa thấy phần mềm điều khiển USB ký số trên máy này. Hãy cài phần mềm kèm theo USB, hoặc bấm “Chọn khác”."
    )
    for driver in (wanted,) if wanted else drivers:
        try:
            if tokens := tokens_in(driver):
                return Plugged(drivers, driver, tuple(tokens))
            problem = "Không thấy USB ký số nào. Hãy cắm USB ký số, đợi đèn sáng rồi bấm “Dò lại”."
        except UserError as error:
            problem = error.sentence if wanted else problem  # one of several that are installed may well not work
    return Plugged(drivers, wanted, (), problem)


class KeyChoice(QWidget):
    """The two ways, one at a time. `changed` where another key or secret stands there."""

    changed = Signal()

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background
        self._reading: Progress | None = None
        self._chosen_drivers: tuple[Path, ...] = ()
        self.by_file = QRadioButton("&Tệp chứng thư (.p12, .pfx)")
        self.by_token = QRadioButton("&USB ký số")
        self.by_file.setChecked(True)
        self._group = QButtonGroup(self)
        ways = QHBoxLayout()
        ways.setSpacing(2 * GRID)
        for at, button in enumerate((self.by_file, self.by_token)):
            self._group.addButton(button, at)
            ways.addWidget(button)
        ways.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_file())
        self._stack.addWidget(self._make_token())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(ways)
        layout.addWidget(self._stack)
        self._group.idToggled.connect(lambda way, chosen: self._way_chosen(way) if chosen else None)

    # --- what stands there ---------------------------------------------------------------------------------------------

    def key(self) -> Key:
        """The key chosen. UserError where none is."""
        from desktop.reports.e_signers import KeyFile, TokenKey

        if self._stack.currentIndex() == _FILE:
            if not (typed := self.path.text().strip().strip('"')):
                raise UserError("Chưa chọn tệp chứng thư. Hãy bấm “Chọn tệp” và chọn tệp .p12 hoặc .pfx.")
            return KeyFile(Path(typed))
        driver, label = self.drivers.currentData(), self.tokens.currentData()
        if driver is None or label is None:
            raise UserError("Chưa có USB ký số. Hãy cắm USB ký số, đợi đèn sáng rồi bấm “Dò lại”.")
        return TokenKey(driver, label)

    def secret(self) -> str:
        """The passphrase or PIN as it was typed."""
        return (self.passphrase if self._stack.currentIndex() == _FILE else self.pin).text()

    def forget_secret(self) -> None:
        """Empty both; the keyboard goes to the one in sight."""
        for line in (self.passphrase, self.pin):
            line.clear()
        (self.passphrase if self._stack.currentIndex() == _FILE else self.pin).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """Where work begins."""
        self.by_file.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- a file --------------------------------------------------------------------------------------------------------

    def _make_file(self) -> QWidget:
        page, form = _form()
        self.path = QLineEdit()
        self.path.setPlaceholderText("Tệp do nơi cấp chứng thư gửi")
        self.passphrase = _secret_line()
        _row(form, "Tệp chứng thư", self.path, _button("Chọ&n tệp…", self._choose_file))
        _row(form, "&Mật khẩu", self.passphrase)
        form.setRowStretch(form.rowCount(), 1)
        for line in (self.path, self.passphrase):
            line.textChanged.connect(lambda _: self.changed.emit())
        return page

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, "Chọn tệp chứng thư", "", "Tệp chứng thư (*.p12 *.pfx);;Mọi tệp (*)"
        )
        if chosen:
            self.path.setText(chosen)
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- a token -------------------------------------------------------------------------------------------------------

    def _make_token(self) -> QWidget:
        page, form = _form()
        self.drivers, self.tokens = QComboBox(), QComboBox()
        other, again = _button("&Chọn khác…", self._choose_driver), _button("&Dò lại", self.look_again)
        for label, box, button in (
            ("Phần mềm đ&iều khiển", self.drivers, other),
            ("USB đ&ang cắm", self.tokens, again),
        ):
            box.setMinimumContentsLength(16)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            _row(form, label, box, button)
        self.pin = _secret_line()
        _row(form, "Mã &PIN", self.pin)
        self.token_words = QLabel()
        self.token_words.setObjectName("hint")
        self.token_words.setTextFormat(Qt.TextFormat.PlainText)
        self.token_words.setWordWrap(True)
        form.addWidget(self.token_words, form.rowCount(), 0, 1, 3)
        self.drivers.activated.connect(lambda _: self.look_again())
        self.tokens.currentIndexChanged.connect(lambda _: self._token_chosen())
        self.pin.textChanged.connect(lambda _: self.changed.emit())
        return page

    def _way_chosen(self, way: int) -> None:
        self._stack.setCurrentIndex(way)
        if way == _TOKEN and not self.tokens.count():
            self._look(None)
        self.changed.emit()

    def _choose_driver(self) -> None:
        kinds = "Phần mềm điều khiển (*.dll)" if sys.platform == "win32" else "Phần mềm điều khiển (*.so *.so.*)"
        chosen, _ = QFileDialog.getOpenFileName(self, "Chọn phần mềm điều khiển USB ký số", "", f"{kinds};;Mọi tệp (*)")
        if chosen:
            self.use_driver(Path(chosen))

    def use_driver(self, driver: Path) -> None:
        """Look for tokens with this driver."""
        self._chosen_drivers = (driver, *self._chosen_drivers)
        self._look(driver)

    def look_again(self) -> None:
        """Look for tokens with the driver chosen."""
        self._look(self.drivers.currentData())

    def _look(self, driver: Path | None) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self.token_words.setText("Đang dò USB ký số…")
        known = self._chosen_drivers

        def work(progress: Progress) -> Plugged:
            progress.report(0)
            return look_for_tokens(known, driver)

        self._reading = self._background.read(self, work, self._show)

    def _show(self, plugged: Plugged) -> None:
        self.drivers.clear()
        for driver in plugged.drivers:
            self.drivers.addItem(driver.name, driver)
            self.drivers.setItemData(self.drivers.count() - 1, str(driver), Qt.ItemDataRole.ToolTipRole)
        self.drivers.setCurrentIndex(self.drivers.findData(plugged.driver))
        self.tokens.clear()
        for token in plugged.tokens:
            self.tokens.addItem(f"{token.label} ({token.maker})" if token.maker else token.label, token.label)
            self.tokens.setItemData(self.tokens.count() - 1, token.warning, Qt.ItemDataRole.ToolTipRole)
        if plugged.problem:
            self.token_words.setText(plugged.problem)
        self.changed.emit()

    def _token_chosen(self) -> None:
        warning = self.tokens.currentData(Qt.ItemDataRole.ToolTipRole) or ""
        self.token_words.setText(warning or "Nhập sai mã PIN vài lần thì USB tự khóa; chương trình không tự thử lại.")
        self.changed.emit()


def _form() -> tuple[QWidget, QGridLayout]:
    page = QWidget()
    form = QGridLayout(page)
    form.setContentsMargins(0, 0, 0, 0)
    form.setSpacing(GRID)
    form.setColumnStretch(1, 1)
    return page, form


def _row(form: QGridLayout, label: str, field: QWidget, button: QPushButton | None = None) -> None:
    named, at = QLabel(label), form.rowCount()
    if "&" in label:
        named.setBuddy(field)
    else:
        field.setAccessibleName(label)
    form.addWidget(named, at, 0)
    form.addWidget(field, at, 1, 1, 1 if button else 2)
    if button:
        form.addWidget(button, at, 2)


def _secret_line() -> QLineEdit:
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)
    return line


def _button(words: str, then: object) -> QPushButton:
    made = QPushButton(words)
    made.setAutoDefault(False)
    made.clicked.connect(lambda: then())  # type: ignore[operator]
    return made
