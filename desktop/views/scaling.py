"""Large text: letters, rows, paddings and the sizes that widgets set for themselves grow together, at once, from 90 to 160 %."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QTreeView, QWidget

from desktop.views import theme

PERCENTS = (90, 100, 110, 125, 140, 160)
OWN_SIZE = "own_size"  # property of a widget that follows the letters by itself
_AT = "at_percent"  # property: the per cent a widget's sizes are made for; without it they are written for 100 %
_HAIR, _NO_LIMIT = 12, 16_777_215  # px: thinner things stay; Qt's word for "no maximum"


def step(now: int, up: bool) -> int:
    """The next size up or down; the same at either end."""
    others = [p for p in PERCENTS if (p > now if up else p < now)]
    return (others[0] if up else others[-1]) if others else now


def set_percent(app: QApplication, wanted: int) -> None:
    """Show everything at `wanted` % of its size, whatever is open."""
    if wanted == theme.percent():
        return
    app.setOverrideCursor(Qt.CursorShape.WaitCursor)  # with many pages open Qt takes its time to style them anew
    try:
        theme.enlarge(app, wanted)
        for window in app.topLevelWidgets():
            grow(window)
    finally:
        app.restoreOverrideCursor()


def grow(root: QWidget) -> None:
    """Bring the sizes that `root` and everything in it set for themselves to the letters' size of now.

    For what has just been made as well: the code writes its lengths for 100 %.
    """
    for widget in (root, *root.findChildren(QWidget)):
        at = widget.property(_AT) or 100
        if at == theme.percent():
            continue
        widget.setProperty(_AT, theme.percent())
        if not widget.isWindow() and not widget.property(OWN_SIZE):
            _grow_limits(widget, theme.percent() / at)
        if isinstance(widget, QHeaderView):
            _grow_header(widget, theme.percent() / at)
        elif isinstance(widget, QAbstractItemView):
            icon = round(theme.ICON * theme.percent() / 100)
            widget.setIconSize(QSize(icon, icon))


def _grow_limits(widget: QWidget, ratio: float) -> None:
    """The least and the greatest size where the widget itself has set one; the style sheet's own have grown already."""
    for by_style, limit, setter in (
        ("_q_stylesheet_minw", widget.minimumWidth, widget.setMinimumWidth),
        ("_q_stylesheet_minh", widget.minimumHeight, widget.setMinimumHeight),
        ("_q_stylesheet_maxw", widget.maximumWidth, widget.setMaximumWidth),
        ("_q_stylesheet_maxh", widget.maximumHeight, widget.setMaximumHeight),
    ):
        if _HAIR < limit() < _NO_LIMIT and not widget.property(by_style):
            setter(round(limit() * ratio))


def _grow_header(header: QHeaderView, ratio: float) -> None:
    view = header.parent()
    if header.orientation() == Qt.Orientation.Vertical:
        header.setDefaultSectionSize(round(header.defaultSectionSize() * ratio))
        return
    if not isinstance(view, QTableView | QTreeView):
        return
    for section in range(header.count()):
        by_hand = header.sectionResizeMode(section) == QHeaderView.ResizeMode.Interactive
        if (
            by_hand
            and not header.isSectionHidden(section)
            and not (section == header.count() - 1 and header.stretchLastSection())
        ):
            header.resizeSection(section, round(header.sectionSize(section) * ratio))
