"""The middle of the page Báo cáo: what the program writes of a section, below it what the unit writes; a Biểu as a table."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.reports.document import AnnualReport, Appendix, Paragraph, Section, Source
from desktop.views.report_form import FormTable
from desktop.views.report_generated import GeneratedView
from desktop.views.report_reading import Shown
from desktop.views.report_seen import Changes
from desktop.views.report_words import OwnWords
from desktop.views.theme import GRID, icon, scaled

_WRITING, _FORM = 0, 1


class Writing(QStackedWidget):
    """Shows one section or one Biểu. `typed` with year, section and text; `reword` with the sentence to be said otherwise."""

    typed = Signal(int, str, str)
    asked = Signal(object, str)  # Behind, words
    reword = Signal(object)  # Paragraph
    give_back = Signal(object)
    complained = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[tuple[int, str], OwnWords] = {}
        self._filling = False
        self._shown: Shown | None = None
        self._key = ""
        self._make_parts()
        self.addWidget(self._make_writing())
        self.addWidget(self._make_form())
        self.setMinimumWidth(264)
        self.generated.asked.connect(self.asked)
        self.form.asked.connect(self.asked)
        self.generated.reword.connect(self.ask_rewording)
        self.generated.give_back.connect(self.ask_giving_back)
        self.generated.cursorPositionChanged.connect(self._sentence_changed)

    def _make_parts(self) -> None:
        self.heading, self.form_heading = QLabel(), QLabel()
        for label in (self.heading, self.form_heading):
            label.setObjectName("section")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.generated = GeneratedView()
        self.reword_button = QPushButton(icon("pencil"), "Sửa câ&u này…")
        self.reword_button.setToolTip("Nói câu tự sinh này bằng lời khác, có ghi lý do (F2); đặt con trỏ vào câu trước")
        self.reword_button.clicked.connect(lambda: self.ask_rewording())
        self.own_label = QLabel("Phần đơn vị tự viết")
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())
        self.start_button = QPushButton(icon("history"), "Bắt đầu từ lời văn năm t&rước")
        self.start_button.setToolTip(
            "Đưa lời văn mục này của năm trước vào ô viết; các năm, các số phải xem lại được tô màu"
        )
        self.start_button.clicked.connect(lambda: self.start_from_last_year())
        self.start_button.hide()
        self.marks = QPushButton(icon("triangle-alert", "warning"), "")
        self.marks.setProperty("flat", True)
        self.marks.setToolTip("Tới số tiếp theo lấy từ năm trước; số đã qua hoặc đã sửa thì hết tô màu (F7)")
        self.marks.clicked.connect(lambda: self.next_mark())
        self.marks.hide()
        self.saved = QLabel()
        self.saved.setObjectName("hint")
        self.saved.setTextFormat(Qt.TextFormat.PlainText)

    def _make_writing(self) -> QWidget:
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(QLabel("Chương trình tự viết"), 1)
        above.addWidget(self.reword_button)
        below.addWidget(self.saved, 1)
        below.addWidget(self.marks)
        upper, lower = QWidget(), QWidget()
        for panel, parts in (
            (upper, (self.heading, above, self.generated)),
            (lower, (self.own_label, self.start_button, self.stack, below)),
        ):
            column = QVBoxLayout(panel)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(4)
            for part in parts:
                column.addWidget(part) if isinstance(part, QWidget) else column.addLayout(part)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(GRID)
        split.addWidget(upper)
        split.addWidget(lower)
        split.setSizes([230, 210])
        return split

    def _make_form(self) -> QWidget:
        self.form = FormTable()
        self.form_note = QPlainTextEdit()
        self.form_note.setReadOnly(True)
        self.form_note.setTabChangesFocus(True)
        self.form_note.setAccessibleName("Ghi chú dưới biểu")
        self.form_note.setFixedHeight(scaled(58))
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.form_heading, self.form, self.form_note):
            column.addWidget(part)
        column.setStretch(1, 1)
        return panel

    @property
    def shows_form(self) -> bool:
        """Whether a Biểu is in front, not a section."""
        return self.currentIndex() == _FORM

    # --- showing -------------------------------------------------------------------------------------------------------

    def show_part(self, shown: Shown | None, key: str | None, changes: Changes | None) -> None:
        """Show the section or the Biểu of `key`; nothing where there is none."""
        self._shown, self._key = shown, key or ""
        report = shown.report if shown else None
        if report is not None and (form := next((one for one in report.appendices if one.form == key), None)):
            self._show_form(form)
            return
        self.setCurrentIndex(_WRITING)
        section = _section_of(report, key)
        if section is None or shown is None:
            self.heading.clear()
            self.generated.show_paragraphs(())
            self.stack.setCurrentIndex(0)
            self.start_button.hide()
            self.marks.hide()
            return
        self.heading.setText(section.heading)
        own = shown.blocks.get(self._key, "")
        self.generated.show_paragraphs(_not_typed_here(section, own), changes, (shown.year, self._key))
        edit = self.texts.get((shown.year, self._key)) or self._make_text(shown, self._key, section)
        self.own_label.setText("Phần đơn vị tự &viết" + (" – bắt buộc *" if section.required else " – nếu có"))
        self.own_label.setBuddy(edit)
        self.stack.setCurrentWidget(edit)
        self._sentence_changed()
        self._offer_last_year()
        self._show_marks(edit.marks)

    def _show_form(self, form: Appendix) -> None:
        self.form_heading.setText(f"{form.form}. {form.title}")
        self.form.show_table(form.table)
        self.form_note.setPlainText("\n".join(form.table.foot))
        self.form_note.setVisible(bool(form.table.foot))
        self.setCurrentIndex(_FORM)

    def _make_text(self, shown: Shown, key: str, section: Section) -> OwnWords:
        edit = self.texts[shown.year, key] = OwnWords()
        edit.setAccessibleName(f"Phần đơn vị tự viết của mục {section.heading}")
        edit.setPlaceholderText(
            "Viết vào đây. Nếu không có thì ghi “Không có”." if section.required else "Viết thêm vào đây, nếu có."
        )
        self._fill(edit, shown.blocks.get(key, ""))
        edit.textChanged.connect(lambda year=shown.year, key=key, edit=edit: self._typed(year, key, edit))
        edit.marks_changed.connect(self._show_marks)
        self.stack.addWidget(edit)
        return edit

    def take_stored(self, shown: Shown, waiting: object) -> None:
        """Texts changed elsewhere or undone come in; text typed and not stored yet (in `waiting`) stays."""
        for (year, key), edit in self.texts.items():
            stored = shown.blocks.get(key, "")
            if year == shown.year and (year, key) not in waiting and edit.toPlainText() != stored:  # type: ignore[operator]
                self._fill(edit, stored)

    def _fill(self, edit: OwnWords, text: str) -> None:
        self._filling = True
        edit.setPlainText(text)
        self._filling = False

    def _typed(self, year: int, key: str, edit: OwnWords) -> None:
        if not self._filling:
            self.typed.emit(year, key, edit.toPlainText())
            self._offer_last_year()

    def focus_part(self) -> None:
        """To the box for the unit's words, or into the table."""
        part = self.form if self.shows_form else self.stack.currentWidget()
        if part is not None:
            part.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- other words for a generated sentence ------------------------------------------------------------------------------

    def _sentence_changed(self) -> None:
        sentence = self.generated.sentence
        reworded = sentence is not None and sentence.rewriting is not None
        self.reword_button.setText("Xem câ&u đã sửa…" if reworded else "Sửa câ&u này…")
        self.reword_button.setEnabled(_can_be_reworded(sentence))

    def ask_rewording(self) -> None:
        """For the sentence at the cursor."""
        if self.currentIndex() == _WRITING and _can_be_reworded(sentence := self.generated.sentence):
            self.reword.emit(sentence)
        else:
            self.complained.emit("Hãy đặt con trỏ vào một câu chương trình tự viết rồi nhấn F2.")

    def ask_giving_back(self) -> None:
        """For the sentence at the cursor, where the unit has said it otherwise."""
        sentence = self.generated.sentence
        if self.currentIndex() == _WRITING and sentence is not None and sentence.rewriting is not None:
            self.give_back.emit(sentence)
        else:
            self.complained.emit("Câu ở con trỏ chưa được sửa, nên không có gì để dùng lại.")

    def next_figure(self) -> None:
        """The next figure that has records behind it."""
        if self.shows_form:
            self.form.next_figure()
        elif not self.generated.next_figure():
            self.complained.emit("Phần này không có số nào mở ra bản ghi được.")

    # --- last year's words -----------------------------------------------------------------------------------------------

    def _offer_last_year(self) -> None:
        edit = self.stack.currentWidget()
        last = self._shown.last_year.get(self._key, "") if self._shown else ""
        self.start_button.setVisible(isinstance(edit, OwnWords) and bool(last) and not edit.toPlainText().strip())

    def start_from_last_year(self) -> None:
        """Put last year's words into the empty box, years replaced, what must be checked marked."""
        edit = self.stack.currentWidget()
        if self._shown is None or not isinstance(edit, OwnWords) or edit.toPlainText().strip():
            return
        from desktop.reports.last_year import started_from

        if last := self._shown.last_year.get(self._key, ""):
            started = started_from(last, self._shown.year)
            edit.selectAll()
            edit.insert_marked(started.text, started.marks)
            edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_mark(self) -> None:
        """The next number taken from last year that was not looked at yet."""
        edit = self.stack.currentWidget()
        if not (self.currentIndex() == _WRITING and isinstance(edit, OwnWords) and edit.next_mark()):
            self.complained.emit("Không còn số nào của năm trước phải xem lại ở mục này.")

    def _show_marks(self, count: int) -> None:
        edit = self.stack.currentWidget()
        if isinstance(edit, OwnWords):
            count = edit.marks
        self.marks.setText(f"{count} &số cần xem lại (F7)")
        self.marks.setVisible(count > 0)

    def say(self, words: str, wrong: bool) -> None:
        """How it stands with what was typed."""
        self.saved.setText(words)
        self.saved.setObjectName("problem" if wrong else "hint")
        self.saved.style().polish(self.saved)


def _section_of(report: AnnualReport | None, key: str | None) -> Section | None:
    return next((one for one in report.sections if one.key == key), None) if report and key else None


def _not_typed_here(section: Section, own: str) -> tuple[Paragraph, ...]:
    return tuple(each for each in section.paragraphs if each.source is not Source.BLANK and each.text != own.strip())


def _can_be_reworded(sentence: Paragraph | None) -> bool:
    return sentence is not None and (sentence.source is Source.GENERATED or sentence.rewriting is not None)
