"""What the program says to a person: a sentence, a question, a fault. Buttons say what they do."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QMessageBox, QPushButton, QWidget

from desktop.errors import UserError

TITLE = "Sổ truyền thông NQ71"


def _box(parent: QWidget | None, icon: QMessageBox.Icon, text: str, detail: str = "") -> QMessageBox:
    box = QMessageBox(icon, TITLE, "", QMessageBox.StandardButton.NoButton, parent)
    box.setTextFormat(box.textFormat().PlainText)  # what a person typed is never read as markup
    box.setText(text)
    if detail:
        box.setInformativeText(detail)
    return box


def inform(parent: QWidget | None, text: str, detail: str = "") -> None:
    """A sentence that must be read before going on."""
    box = _box(parent, QMessageBox.Icon.Information, text, detail)
    box.addButton("Đón&g", QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def refuse(parent: QWidget | None, sentence: str | UserError) -> None:
    """Something was refused; the sentence says what to do next."""
    box = _box(parent, QMessageBox.Icon.Warning, sentence.sentence if isinstance(sentence, UserError) else sentence)
    box.addButton("Đón&g", QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def ask(parent: QWidget | None, text: str, yes: str, no: str = "&Hủy", detail: str = "", danger: bool = False) -> bool:
    """A question whose buttons are named by what they do. Enter answers `yes`, unless it loses something (`danger`)."""
    box = _box(parent, QMessageBox.Icon.Question, text, detail)
    accept = box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole if danger else QMessageBox.ButtonRole.AcceptRole)
    reject = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setEscapeButton(reject)
    box.setDefaultButton(reject if danger else accept)
    box.exec()
    return box.clickedButton() is accept


SAVE, KEEP, DROP, STAY = "save", "keep", "drop", "stay"


def ask_unsaved(parent: QWidget | None, what: str, can_keep: bool = False) -> str:
    """What to do with text that is not saved: SAVE, KEEP (as a draft, where `can_keep`), DROP or STAY."""
    detail = "Anh/chị muốn lưu lại trước khi rời đi không?"
    if can_keep:
        detail += " Cất nháp thì lần sau ghi tiếp được, dù còn thiếu."
    box = _box(parent, QMessageBox.Icon.Question, f"{what} chưa được lưu.", detail)
    answers: dict[QAbstractButton, str] = {}
    save: QPushButton = box.addButton("&Lưu", QMessageBox.ButtonRole.AcceptRole)
    if can_keep:
        answers[box.addButton("Cất &nháp", QMessageBox.ButtonRole.AcceptRole)] = KEEP
    drop = box.addButton("&Bỏ", QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton("&Quay lại", QMessageBox.ButtonRole.RejectRole)
    answers |= {save: SAVE, drop: DROP}
    box.setDefaultButton(save)
    box.setEscapeButton(stay)
    box.exec()
    return answers.get(box.clickedButton(), STAY)


def fault(parent: QWidget | None, report: str, place: str) -> None:
    """A bug was met: said once, with what was written down about it."""
    box = _box(
        parent,
        QMessageBox.Icon.Critical,
        "Đã xảy ra lỗi trong chương trình.",
        "Dữ liệu đã lưu vẫn còn nguyên. Hãy thử lại; nếu lỗi lặp lại, hãy gửi cho người hỗ trợ tệp ghi lỗi:\n" + place,
    )
    box.setDetailedText(report)
    box.addButton("Đón&g", QMessageBox.ButtonRole.AcceptRole)
    box.exec()
