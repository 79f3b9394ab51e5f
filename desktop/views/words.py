"""Vietnamese for what Qt itself says (buttons, menus of fields, file and print dialogs): its wheel carries no `qtbase_vi.qm`."""

from __future__ import annotations

import json

from PySide6.QtCore import QCoreApplication, QObject, QTranslator

from desktop.paths import resource

KEY_NAMES = "QShortcut"  # the context of the names of keys: Ctrl, Del, Print stay as they stand on the keyboard


class QtInVietnamese(QTranslator):
    """Answers Qt's own texts from `resources/words/qt.json`; every other text is left as it is."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._words: dict[str, str] = json.loads(resource("words/qt.json").read_text("utf-8"))

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        """The Vietnamese text; None where Qt should keep its own."""
        del disambiguation, n
        return None if context == KEY_NAMES else self._words.get(source)

    def isEmpty(self) -> bool:
        """Qt skips translators that say they are empty."""
        return False


def install(app: QCoreApplication) -> None:
    """Let Qt's standard buttons and menus speak Vietnamese."""
    app.installTranslator(QtInVietnamese(app))
