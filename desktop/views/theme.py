"""How the program looks: one palette, one style sheet, one font that surely has Vietnamese letters, icons drawn in our colours."""

from __future__ import annotations

import json
from functools import cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QIcon, QImage, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from desktop.paths import resource

POINTS = 10
SHIPPED_FONT = "Liberation Sans"
GRID = 8  # px between things; margins are multiples of it


@cache
def palette() -> dict[str, str]:
    """The colours by name, as the style sheet uses them."""
    colours: dict[str, str] = json.loads(resource("style/palette.json").read_text("utf-8"))
    return colours


def dress(app: QApplication) -> None:
    """Give the application its font, colours and style sheet."""
    app.setStyle("Fusion")
    app.setFont(_font(app))
    app.setPalette(_qt_palette())
    app.setStyleSheet(_style_sheet())


def _font(app: QApplication) -> QFont:
    """The system's own font where it has Vietnamese letters, else the one we ship, so that nothing turns to boxes."""
    family = QFontInfo(app.font()).family()
    own = QFontDatabase.WritingSystem.Vietnamese in QFontDatabase.writingSystems(family)
    if not own or family.startswith("DejaVu"):  # DejaVu is the widest of all fonts: little would fit 1366 px
        for face in ("Regular", "Bold"):
            QFontDatabase.addApplicationFont(str(resource(f"fonts/LiberationSans-{face}.ttf")))
        family = SHIPPED_FONT
    font = QFont(family)
    font.setPointSizeF(POINTS)
    return font


def _style_sheet() -> str:
    text = resource("style/style.qss").read_text("utf-8")
    for name in sorted(palette(), key=len, reverse=True):
        text = text.replace(f"@{name}", palette()[name])
    return text.replace("@style", resource("style").as_posix())


def _qt_palette() -> QPalette:
    colours = palette()
    made = QPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, "window"),
        (roles.Base, "surface"),
        (roles.Button, "surface"),
        (roles.WindowText, "text"),
        (roles.Text, "text"),
        (roles.ButtonText, "text"),
        (roles.Highlight, "primary"),
        (roles.HighlightedText, "surface"),
        (roles.PlaceholderText, "disabled"),
        (roles.Link, "primary"),
    ):
        made.setColor(role, QColor(colours[name]))
    return made


@cache
def icon(name: str, colour: str = "text") -> QIcon:
    """A Lucide icon in a colour of the palette; white where the thing it stands on is selected."""
    made = QIcon()
    for mode, paint in (
        (QIcon.Mode.Normal, colour),
        (QIcon.Mode.Selected, "surface"),
        (QIcon.Mode.Disabled, "disabled"),
    ):
        made.addPixmap(_pixmap(name, paint, 18), mode)
    return made


def pixmap(name: str, colour: str = "text", size: int = 18) -> QPixmap:
    """The same as a picture of `size` px."""
    return _pixmap(name, colour, size)


@cache
def _pixmap(name: str, colour: str, size: int) -> QPixmap:
    svg = resource(f"icons/{name}.svg").read_text("utf-8").replace("currentColor", palette()[colour])
    screen = QGuiApplication.primaryScreen()
    ratio = max(screen.devicePixelRatio() if screen else 1.0, 1.0)
    # Drawn large once and brought down smoothly: the SVG reader draws at the size written in the file.
    drawn = round(size * ratio)
    svg = svg.replace('width="24"', f'width="{drawn * 2}"', 1).replace('height="24"', f'height="{drawn * 2}"', 1)
    # The stubs ask for bytes, the binding takes text only.
    image = QImage.fromData(QByteArray(svg.encode()), "SVG")  # type: ignore[arg-type]
    scaled = image.scaled(
        QSize(drawn, drawn), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    picture = QPixmap.fromImage(scaled)
    picture.setDevicePixelRatio(ratio)
    return picture
