"""How the program looks: one palette, one style sheet, one font that surely has Vietnamese letters, icons drawn in our colours.

Everything is measured for text of 100 %; what a person who wants larger letters gets is in `scaling`.
"""

from __future__ import annotations

import json
import re
from functools import cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QIcon, QImage, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from desktop.paths import resource

POINTS = 10
SHIPPED_FONT = "Liberation Sans"
GRID = 8  # px between things; margins are multiples of it
ICON = 18  # px
PERCENT = "text_percent"  # property of the application: how large letters are, 100 = as drawn


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
    app.setStyleSheet(_style_sheet(percent()))


def enlarge(app: QApplication, wanted: int) -> None:
    """Draw letters, and what stands around them, at `wanted` % from now on. Sizes that widgets set: `scaling.grow`."""
    app.setProperty(PERCENT, wanted)
    font = app.font()
    font.setPointSizeF(POINTS * wanted / 100)
    app.setFont(font)
    app.setStyleSheet(_style_sheet(wanted))


def percent() -> int:
    """How large letters are."""
    app = QApplication.instance()
    return int((app.property(PERCENT) if app else None) or 100)


def scaled(px: int) -> int:
    """A length that was measured for 100 % at the letters' size of now."""
    return round(px * percent() / 100)


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


def _style_sheet(wanted: int) -> str:
    text = resource("style/style.qss").read_text("utf-8")
    for name in sorted(palette(), key=len, reverse=True):
        text = text.replace(f"@{name}", palette()[name])
    if wanted != 100:
        text = re.sub(r"(radius: )?\b(\d+)px", lambda found: _grown(found[1] or "", int(found[2]), wanted), text)
    return text.replace("@style", resource("style").as_posix())


def _grown(radius: str, px: int, wanted: int) -> str:
    """A length of the style sheet at `wanted` %. Hair lines stay. Paddings near to each other grow by the same amount: a frame
    that gets 1 px thicker with the focus and a padding that gets 1 px less must still add up. A radius grows less than the
    thing it rounds: Qt draws square corners where it is more than half of it."""
    more = wanted / 100 - 1
    if radius:
        return f"{radius}{px + int(px * more / 2)}px"
    if px < 3:
        return f"{px}px"
    return f"{px + round((5 if px < 10 else 14 if px < 20 else px) * more)}px"


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
        (roles.PlaceholderText, "placeholder"),
        (roles.Link, "primary"),
    ):
        made.setColor(role, QColor(colours[name]))
    return made


@cache
def icon(name: str, colour: str = "text", selected: str = "") -> QIcon:
    """A Lucide icon in a colour of the palette; in colour `selected` where the thing it stands on is selected."""
    made = QIcon()
    for mode, paint in (
        (QIcon.Mode.Normal, colour),
        (QIcon.Mode.Selected, selected or colour),
        (QIcon.Mode.Disabled, "disabled"),
    ):
        made.addPixmap(_pixmap(name, paint, 2 * ICON), mode)  # Qt brings it down to the size it is shown at
    return made


def pixmap(name: str, colour: str = "text", size: int = ICON) -> QPixmap:
    """The same as a picture of `size` px, measured for 100 %."""
    return _pixmap(name, colour, scaled(size))


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
