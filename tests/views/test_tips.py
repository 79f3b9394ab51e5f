"""Words that others wrote are shown letter by letter, in tool tips too: as markup they would fetch pictures from where they like."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from desktop.views.widgets.choice_field import ChoiceField
from desktop.views.widgets.evidence_strip import EvidenceStrip, Shown
from desktop.views.window import MainWindow

HOSTILE = "Lễ <img src='//192.0.2.1/a/b.png'> &lt;b&gt; khai giảng năm học"


def as_read(tip: str) -> str:
    """What a person reads in a tool tip, Qt having read it its way."""
    document = QTextDocument()
    document.setHtml(tip)  # what it makes of plain words is the same words
    return document.toPlainText()


def test_the_name_of_a_file_is_no_markup(qtbot: QtBot) -> None:
    strip = EvidenceStrip()
    qtbot.addWidget(strip)
    strip.show_files([Shown(HOSTILE, "", None, "image", False)])
    assert as_read(strip.item(0).toolTip()) == HOSTILE


def test_a_choice_is_no_markup(qtbot: QtBot) -> None:
    field = ChoiceField([("a", HOSTILE)])
    qtbot.addWidget(field)
    field.set_value("a")
    assert as_read(field.combo.itemData(1, Qt.ItemDataRole.ToolTipRole)) == HOSTILE
    assert as_read(field.combo.toolTip()) == HOSTILE


def test_names_of_units_and_people_are_no_markup(window: MainWindow) -> None:
    window.side.set_unit(HOSTILE)
    assert as_read(window.side._unit.toolTip()) == HOSTILE
    window.side.set_author(HOSTILE)
    assert HOSTILE in as_read(window.side.author.toolTip())
