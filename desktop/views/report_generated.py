"""The generated sentences of a section: figures as links to their records, changed and reworded sentences marked.

Everything is inserted as plain text with formats; nothing that a person typed is read as markup.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QKeyEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QMenu, QTextBrowser

from desktop.reports.document import Behind, Paragraph
from desktop.views.report_seen import Changes, changed_words
from desktop.views.theme import palette

NOTHING = "Phần này không có lời văn tự sinh."
_NONE = -1
_LINE = "\u2028"  # a new line within a paragraph


class GeneratedView(QTextBrowser):
    """`asked` with the records behind a figure and its words; `reword` where a sentence is to be said otherwise."""

    asked = Signal(object, str)  # Behind, words
    reword = Signal()
    give_back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._paragraphs: tuple[Paragraph, ...] = ()
        self._shown: object = None
        self._part: object = None
        self.setOpenLinks(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName("Lời văn chương trình tự viết")
        colours = palette()
        self.setStyleSheet(
            f"QTextBrowser {{ background: {colours['side']}; color: {colours['text']}; border: none; "
            f"border-left: 3px solid {colours['primary']}; border-radius: 0; }}"
            f"QTextBrowser:focus {{ border: 1px solid {colours['focus']}; border-left: 3px solid {colours['focus']}; }}"
        )
        self.anchorClicked.connect(self._follow)

    # --- showing -------------------------------------------------------------------------------------------------------

    def show_paragraphs(
        self, paragraphs: tuple[Paragraph, ...], changes: Changes | None = None, part: object = None
    ) -> None:
        """Show the sentences; the cursor stays where it was as long as they are those of the same `part`."""
        links = tuple(each.links for each in paragraphs)
        if self._shown == (paragraphs, links, changes, part):
            return
        position = self.textCursor().position() if part == self._part else 0
        self._shown, self._paragraphs, self._part = (paragraphs, links, changes, part), paragraphs, part
        self.clear()
        cursor = QTextCursor(self.document())
        for at, paragraph in enumerate(paragraphs):
            self._insert(cursor, at, paragraph, changes)
        for sentence in changes.dropped if changes else ():
            self._begin(cursor, _NONE, "warning_tint")
            cursor.insertText(_one_block(f"Không còn: {sentence}"), _format("muted", struck=True))
        if not paragraphs and not (changes and changes.dropped):
            self._begin(cursor, _NONE)
            cursor.insertText(NOTHING, _format("muted"))
        kept = self.textCursor()
        kept.setPosition(min(position, self.document().characterCount() - 1))
        self.setTextCursor(kept)

    def _insert(self, cursor: QTextCursor, at: int, paragraph: Paragraph, changes: Changes | None) -> None:
        reworded = paragraph.rewriting
        said = reworded.generated if reworded else paragraph.text
        before = changes.before.get(said) if changes else None
        ground = "success_tint" if reworded else "warning_tint" if before is not None else ""
        self._begin(cursor, at, ground)
        start = cursor.position()
        cursor.insertText(_one_block(paragraph.text), _format("text"))
        if before and not reworded:
            for first, last in changed_words(before, said):
                self._mark(start, paragraph.text, first, last, _format("warning", bold=True))
        self._link(start, paragraph, at)
        if reworded:
            self._note(cursor, at, ground, f"Đã sửa – lý do: {reworded.reason}", "success")
            if reworded.stale:
                self._note(cursor, at, ground, f"Số liệu đã đổi, nay chương trình viết: {reworded.generated}", "danger")
        elif before:
            self._note(cursor, at, ground, f"Trước: {before}", "muted")
        elif before is not None:
            self._note(cursor, at, ground, "Câu này mới có.", "muted")

    def _begin(self, cursor: QTextCursor, at: int, ground: str = "", near: bool = False) -> None:
        """Begin a block that belongs to sentence `at`; `near` to the one above."""
        made = QTextBlockFormat()
        made.setTopMargin(0 if near or not cursor.position() else 7)
        made.setLeftMargin(4)
        if ground:
            made.setBackground(QColor(palette()[ground]))
        if cursor.position() or self.document().characterCount() > 1:
            cursor.insertBlock(made)
        else:
            cursor.setBlockFormat(made)
        cursor.block().setUserState(at)

    def _note(self, cursor: QTextCursor, at: int, ground: str, words: str, colour: str) -> None:
        self._begin(cursor, at, ground, near=True)
        cursor.insertText(_one_block(words), _format(colour, slanted=True))

    def _link(self, start: int, paragraph: Paragraph, at: int) -> None:
        end = 0
        for link in sorted(paragraph.links, key=lambda link: link.start):
            if not end <= link.start < link.end <= len(paragraph.text):
                continue  # a place that is not in the text
            end = link.end
            made = QTextCharFormat()
            made.setAnchor(True)
            made.setAnchorHref(f"{at}.{paragraph.links.index(link)}")
            made.setFontUnderline(True)
            made.setForeground(QColor(palette()["primary"]))
            made.setToolTip(f"Xem {len(link.behind.ids)} bản ghi của số này (Enter)")
            self._mark(start, paragraph.text, link.start, link.end, made)

    def _mark(self, start: int, text: str, first: int, last: int, made: QTextCharFormat) -> None:
        cursor = QTextCursor(self.document())
        cursor.setPosition(start + _units(text[:first]))
        cursor.setPosition(start + _units(text[:last]), QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(made)

    # --- the sentence and the figure at the cursor -----------------------------------------------------------------------

    @property
    def sentence(self) -> Paragraph | None:
        """The sentence in which the cursor stands."""
        at = self.textCursor().block().userState()
        return self._paragraphs[at] if 0 <= at < len(self._paragraphs) else None

    def next_figure(self) -> bool:
        """Choose the next figure that has records, from the first again after the last; False where there is none."""
        places = self._figures()
        if not places:
            return False
        here = self.textCursor().selectionEnd() if self.hasFocus() else -1
        first, last = next((place for place in places if place[0] >= here), places[0])
        cursor = self.textCursor()
        cursor.setPosition(first)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setTextCursor(cursor)
        return True

    def _figures(self) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        block = self.document().begin()
        while block.isValid():
            for piece in block.textFormats():
                if piece.format.isAnchor():
                    first = block.position() + piece.start
                    found.append((first, first + piece.length))
            block = block.next()
        return found

    def open_figure(self) -> bool:
        """Ask for the records of the figure at the cursor; whether there is one."""
        cursor = self.textCursor()
        probe = QTextCursor(cursor)
        for position in (cursor.selectionStart() + 1, cursor.position()):
            probe.setPosition(min(position, self.document().characterCount() - 1))
            if href := probe.charFormat().anchorHref():
                self._follow(QUrl(href))
                return True
        return False

    def _follow(self, url: QUrl) -> None:
        at, number = (int(part) for part in url.toString().split("."))
        paragraph = self._paragraphs[at]
        link = paragraph.links[number]
        behind: Behind = link.behind
        self.asked.emit(behind, paragraph.text[link.start : link.end])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the records of the figure at the cursor."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.open_figure():
            event.accept()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the sentence under the mouse."""
        if not self.textCursor().hasSelection():
            self.setTextCursor(self.cursorForPosition(event.pos()))
        menu = self.menu()
        menu.exec(event.globalPos())
        menu.deleteLater()

    def menu(self) -> QMenu:
        """The deeds on the sentence at the cursor."""
        menu, sentence = QMenu(self), self.sentence
        copying = menu.addAction("&Chép", self.copy)
        copying.setEnabled(self.textCursor().hasSelection())
        if sentence is not None:
            menu.addSeparator()
            menu.addAction("&Sửa câu này…\tF2", self.reword.emit)
            if sentence.rewriting is not None:
                menu.addAction("&Dùng lại câu tự sinh\tShift+F2", self.give_back.emit)
        return menu


def _format(colour: str, bold: bool = False, slanted: bool = False, struck: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(palette()[colour]))
    if bold:
        made.setFontWeight(QFont.Weight.Bold)
    made.setFontItalic(slanted)
    made.setFontStrikeOut(struck)
    return made


def _one_block(text: str) -> str:
    return text.replace("\r", "").replace("\n", _LINE)


def _units(text: str) -> int:
    """Qt counts in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
