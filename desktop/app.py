"""The start of the window: the only place that wires database, background runner and window.

The window is shown first; SQLAlchemy and the rest are imported after it, so that an old hard disk shows life at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop.errors import DamagedData, UserError
from desktop.paths import data_folder
from desktop.views import theme, words
from desktop.views.page import Workspace
from desktop.views.widgets import messages
from desktop.views.widgets.background import Background, Progress
from desktop.views.window import MainWindow

if TYPE_CHECKING:
    import logging

    from desktop.models.database import Database

LOG_NAME = "loi.log"
COPY_AFTER = 20_000  # ms after the window is filled: an old hard disk has better things to do before


class Program(QObject):
    """One run of the program on one data folder."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self._app = app
        self._told: set[str] = set()
        self._database: Database | None = None
        self._handler: logging.Handler | None = None
        self.window = MainWindow()
        self.background = Background(self.on_exception, self)
        app.aboutToQuit.connect(self.close)

    def start(self) -> None:
        """Show the window, then open the data."""
        self.window.show()
        QTimer.singleShot(0, self._open)

    def _open(self) -> None:
        folder = self.folder

        def work(_: Progress) -> Database | None:
            from desktop.models.database import Database

            return Database.open(folder) if Database.exists(folder) else None

        self.background.run(self.window, work, self._opened, "Đang mở dữ liệu…", self._could_not_open)

    def _opened(self, database: Database | None) -> None:
        from desktop.views.setup import SetupWizard, is_set_up

        if database is not None and not is_set_up(database):
            database.close()
            database = None
        if database is None and not self._place_is_right():
            return
        if database is None:
            wizard = SetupWizard(self.window, self.folder, self.background)
            if not wizard.exec() or wizard.database is None:
                self._app.exit(0)
                return
            database = wizard.database
        self.attach(database)

    def _place_is_right(self) -> bool:
        """Whether data may be made in this folder; else the reason is said and a good folder offered, or the program ends."""
        from desktop.data_place import good_one, why_not

        reason = why_not(self.folder)
        if not reason:
            return True
        other = good_one()
        if other is None:
            messages.refuse(self.window, f"{reason} Hãy chọn một thư mục trên ổ cứng: nq71 --data THƯ_MỤC.")
        elif messages.ask(self.window, reason, "&Dùng thư mục này", "Th&oát", f"Nên đặt dữ liệu ở: {other}"):
            self.folder = other
            self._open()
            return False
        self._app.exit(1)
        return False

    def attach(self, database: Database) -> None:
        """Give the window its workspace."""
        from desktop.models.installation import current
        from desktop.views.profile import unit_name

        self._database = database
        self._write_faults_to(self.folder / LOG_NAME)
        with database.snapshot() as session:
            installation = current(session)
            role, unit_id = installation.role, installation.unit_id
        workspace = Workspace(database, self.background, role, unit_id, self.window)
        self.window.attach(workspace, lambda: unit_name(database, unit_id))
        QTimer.singleShot(COPY_AFTER, self, self._keep_copy)

    def _keep_copy(self) -> None:
        """The first copy of a day, made quietly once the window has settled."""
        database = self._database

        def work(_: Progress) -> None:
            from desktop.models.backups import back_up_daily

            if database is not None:
                back_up_daily(database)

        if self.background.busy:
            QTimer.singleShot(COPY_AFTER, self, self._keep_copy)
        else:
            self.background.keep(self, work, lambda _: None)

    def _could_not_open(self, error: BaseException) -> None:
        if isinstance(error, DamagedData) and (copy := self._newest_copy()) is not None:
            wanted = f"Khôi phục từ bản sao lưu mới nhất ({copy.name})? Tệp bị hỏng được giữ lại."
            if messages.ask(self.window, error.sentence, "&Khôi phục", "Đón&g", wanted):
                self.window.restart(copy)
                return
        elif isinstance(error, UserError):
            messages.refuse(self.window, error)
        else:
            self.on_exception(error)
        self._app.exit(1)

    def _newest_copy(self) -> Path | None:
        """The newest copy in the data folder that can take the place of what is damaged."""
        from desktop.models.backups import FOLDER, backups, preview

        for one in backups(self.folder / FOLDER):
            try:
                preview(self.folder, one.path)
            except UserError:
                continue
            return one.path
        return None

    def put_back(self) -> bool:
        """Once closed: put the chosen copy back. Whether the window is to be opened again."""
        copy = self.window.restoring
        if copy is None:
            return False
        from desktop.models.backups import restore

        try:
            restore(self.folder, copy)
        except UserError as error:
            messages.refuse(None, error)
        return True

    def close(self) -> None:
        """Let work come to its end, then let the data go."""
        self.background.wait()
        if self._database is not None:
            self._database.close()
            self._database = None
        if self._handler is not None:
            import logging

            logging.getLogger("nq71").removeHandler(self._handler)
            self._handler.close()
            self._handler = None

    # --- what goes wrong -----------------------------------------------------------------------------------------------

    def _write_faults_to(self, path: Path) -> None:
        import logging
        import logging.handlers

        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=500_000, backupCount=1, encoding="utf-8", delay=True
        )
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        logging.getLogger("nq71").addHandler(handler)
        self._handler = handler

    def on_exception(self, error: BaseException) -> None:
        """A UserError is shown as its sentence; a bug is written down, and shown once."""
        if isinstance(error, UserError):
            messages.refuse(self.window, error)
            return
        import logging
        import traceback

        report = "".join(traceback.format_exception(error))
        logging.getLogger("nq71").error("%s", report)
        if report not in self._told:
            self._told.add(report)
            messages.fault(self.window, report, str(self.folder / LOG_NAME))

    def excepthook(self, _: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        """What no one caught."""
        if isinstance(error, KeyboardInterrupt):
            self._app.exit(130)
        else:
            self.on_exception(error)


def main(folder: Path | None = None) -> int:
    """Open the window on `folder`, or on the platform's own place; the exit code."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("NQ71")
    words.install(app)
    theme.dress(app)
    while True:
        program = Program(app, folder or data_folder())
        sys.excepthook = program.excepthook
        program.start()
        code = app.exec()
        program.close()
        if not program.put_back():
            return code
        program.window.deleteLater()
