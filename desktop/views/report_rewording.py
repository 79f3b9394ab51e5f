"""Other words for a generated sentence, with the reason; or the generated sentence back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.reports.document import Paragraph
from desktop.views.page import Workspace
from desktop.views.theme import GRID, scaled
from desktop.views.widgets.background import Progress


def reword(owner: QWidget, workspace: Workspace, year: int, section: str, sentence: Paragraph) -> None:
    """Ask how a sentence of the year's report is to be said, and store it."""
    done = sentence.rewriting
    dialog = RewordingDialog(
        owner.window(),
        done.generated if done else sentence.text,
        sentence.text if done else "",
        done.reason if done else "",
        done.before if done else "",
    )
    dialog.exec()
    dialog.deleteLater()
    if dialog.given_back:
        give_back(owner, workspace, year, section, sentence)
    elif dialog.answer is not None:
        _store(owner, workspace, year, section, sentence, dialog.answer)


def give_back(owner: QWidget, workspace: Workspace, year: int, section: str, sentence: Paragraph) -> None:
    """The generated sentence stands again."""
    _store(owner, workspace, year, section, sentence, None)


def _store(
    owner: QWidget, workspace: Workspace, year: int, section: str, sentence: Paragraph, answer: tuple[str, str] | None
) -> None:
    database, unit_id = workspace.database, workspace.unit_id
    generated = sentence.rewriting.generated if sentence.rewriting else sentence.text
    title = f"Sửa một câu của báo cáo năm {year}" if answer else f"Dùng lại câu tự viết của báo cáo năm {year}"

    def work(_: Progress) -> None:
        from desktop.models.entry import report_of
        from desktop.reports.rewriting import give_back, rewrite

        with database.transaction(title) as session:
            issued = report_of(session, unit_id, year)
            if answer is None:
                give_back(session, issued, section, generated)
            else:
                rewrite(session, issued, section, generated, *answer, database.author)

    workspace.background.run(owner, work, lambda _: None, "Đang ghi…", workspace.refuse)


class RewordingDialog(QDialog):
    """Asks for the unit's own words and why. `answer` is (text, reason) once accepted; `given_back` where the generated one returns."""

    def __init__(self, parent: QWidget | None, text: str, said: str = "", reason: str = "", before: str = "") -> None:
        """`text` is what the program says now, `before` what it said when the sentence was put in other words."""
        super().__init__(parent)
        self.answer: tuple[str, str] | None = None
        self.given_back = False
        self._generated = text
        self.setWindowTitle("Sửa câu chương trình tự viết")
        self.setMinimumWidth(scaled(600))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(6)
        generated = self._box(
            "Câu chương trình tự &viết" + (" (số liệu đã đổi)" if before and before != text else ""), layout
        )
        generated.setPlainText(text)
        generated.setReadOnly(True)
        if before and before != text:
            earlier = self._box("Câu tự &viết khi sửa lần trước".replace("&", ""), layout)
            earlier.setPlainText(before)
            earlier.setReadOnly(True)
        self.words = self._box("Câu của đơn vị &thay vào *", layout)
        self.words.setPlainText(said or text)
        self.reason = QLineEdit(reason)
        self.reason.setPlaceholderText("Ví dụ: số của trạm y tế chưa nhập vào sổ; câu chưa nói rõ bản vùng cao.")
        reason_words = QLabel("&Lý do sửa *")
        reason_words.setBuddy(self.reason)
        layout.addWidget(reason_words)
        layout.addWidget(self.reason)
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        layout.addWidget(self.problem)
        layout.addLayout(self._buttons(bool(said)))
        self.words.setFocus()

    def _box(self, words: str, layout: QVBoxLayout) -> QPlainTextEdit:
        box = QPlainTextEdit()
        box.setTabChangesFocus(True)
        box.setAccessibleName(words.replace("&", "").replace(" *", ""))
        box.setMinimumHeight(scaled(56))
        label = QLabel(words)
        label.setBuddy(box)
        layout.addWidget(label)
        layout.addWidget(box, 1)
        return box

    def _buttons(self, reworded: bool) -> QHBoxLayout:
        self.save_button = QPushButton("Dùng câu &của đơn vị")
        self.save_button.setProperty("primary", True)
        self.save_button.setToolTip("Lưu câu của đơn vị cùng lý do; báo cáo in câu này")
        self.save_button.clicked.connect(self._finish)
        self.back_button = QPushButton("&Dùng lại câu tự sinh")
        self.back_button.clicked.connect(self._give_back)
        cancel = QPushButton("Hủ&y")
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        if reworded:
            row.addWidget(self.back_button)
        row.addStretch(1)
        row.addWidget(self.save_button)
        row.addWidget(cancel)
        return row

    def _finish(self) -> None:
        words, reason = self.words.toPlainText().strip(), self.reason.text().strip()
        if not words:
            self._complain(
                "Câu của đơn vị còn trống. Hãy viết câu thay vào, hoặc bấm Hủy để giữ câu tự sinh.", self.words
            )
        elif words == self._generated.strip():
            self._complain("Câu chưa khác câu tự sinh. Hãy sửa lời rồi lưu, hoặc bấm Hủy.", self.words)
        elif not reason:
            self._complain(
                "Hãy ghi lý do sửa, để người xem lại biết vì sao khác số liệu của chương trình.", self.reason
            )
        else:
            self.answer = (words, reason)
            self.accept()

    def _give_back(self) -> None:
        self.given_back = True
        self.accept()

    def _complain(self, sentence: str, where: QWidget) -> None:
        self.problem.setText(sentence)
        self.problem.show()
        where.setFocus(Qt.FocusReason.OtherFocusReason)
