"""The first start: at most five short steps make the data folder. Whatever can be guessed is filled in and can be changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.models.catalogue import load_catalogue
from desktop.views import unit_words
from desktop.views.places import COMMUNE, DEPARTMENT
from desktop.views.setup_steps import FinishStep, HeadStep, PaperStep, RoleStep, Step, UnitStep
from desktop.views.theme import GRID
from desktop.views.widgets import messages
from desktop.views.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from desktop.models.database import Database
    from desktop.views.widgets.background import Background, Progress


def is_set_up(database: Database) -> bool:
    """Whether the data folder knows whose it is."""
    from desktop.models.installation import current

    try:
        with database.snapshot() as session:
            current(session)
    except UserError:
        return False
    return True


class SetupWizard(QDialog):
    """`database` is the opened database once it was finished; None where the person gave up."""

    def __init__(self, parent: QWidget | None, folder: Path, background: Background) -> None:
        super().__init__(parent)
        self.setWindowTitle("Thiết lập lần đầu – Sổ truyền thông NQ71")
        self.setMinimumWidth(660)
        self.folder = folder
        self.database: Database | None = None
        self._background = background
        self.role_step = RoleStep()
        self.unit_step = UnitStep()
        self.paper_step = PaperStep()
        self.head_step = HeadStep()
        self.finish_step = FinishStep(folder)
        self.stack = QStackedWidget()
        for step in (self.role_step, self.unit_step, self.paper_step, self.head_step, self.finish_step):
            self.stack.addWidget(step)
        self._lay_out()
        self._show(0)

    def _lay_out(self) -> None:
        self.number = QLabel()
        self.number.setObjectName("muted")
        self.heading = QLabel()
        self.heading.setObjectName("title")
        self.about = QLabel()
        self.about.setObjectName("muted")
        self.about.setWordWrap(True)
        self.back_button = QPushButton("&Quay lại")
        self.back_button.clicked.connect(self.back)
        self.next_button = QPushButton()
        self.next_button.setProperty("primary", True)
        self.next_button.setDefault(True)
        self.next_button.clicked.connect(self.forward)
        self.cancel_button = QPushButton("Th&oát")
        self.cancel_button.clicked.connect(self.reject)
        for button in (self.back_button, self.cancel_button):
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.cancel_button)
        buttons.addStretch(1)
        buttons.addWidget(self.back_button)
        buttons.addWidget(self.next_button)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setObjectName("rule")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        for widget in (self.number, self.heading, self.about):
            layout.addWidget(widget)
        layout.addWidget(Scrolled(self.stack), 1)
        layout.addWidget(line)
        layout.addLayout(buttons)

    # --- steps ---------------------------------------------------------------------------------------------------------

    @property
    def steps(self) -> list[Step]:
        """The steps of the chosen role: the Department is one known body, nothing to pick."""
        if self.role_step.role == DEPARTMENT:
            return [self.role_step, self.paper_step, self.head_step]
        return [self.role_step, self.unit_step, self.paper_step, self.head_step, self.finish_step]

    @property
    def place(self) -> int:
        """Which step is shown, from 0."""
        shown = self.stack.currentWidget()
        return next((place for place, step in enumerate(self.steps) if step is shown), 0)

    def _show(self, place: int) -> None:
        step = self.steps[place]
        self.stack.setCurrentWidget(step)
        self.number.setText(f"Bước {place + 1} trên {len(self.steps)}")
        self.heading.setText(step.TITLE)
        self.about.setText(step.ABOUT)
        self.back_button.setEnabled(place > 0)
        last = place == len(self.steps) - 1
        self.next_button.setText("&Hoàn tất" if last and place else "&Tiếp tục")
        step.focus_first()

    def back(self) -> None:
        """One step back; nothing typed is lost."""
        if self.place > 0:
            self._show(self.place - 1)

    def forward(self) -> None:
        """One step on, where nothing is missing; from the last: make the data folder."""
        if not self.steps[self.place].check():
            return
        place = self.place
        if place and place == len(self.steps) - 1:
            self._finish()
            return
        self._suggest(self.steps[place])
        self._show(place + 1)

    def _suggest(self, done: Step) -> None:
        """Fill the steps that follow from what was just answered; what a person typed there himself stays."""
        if done is self.role_step:
            self.unit_step.set_role(self.role_step.role)
            if self.role_step.role == DEPARTMENT:
                self._suggest_paper(load_catalogue().entry("SGDDT"), "", name="Sở Giáo dục và Đào tạo")
            self.head_step.show_staff(self.role_step.role != DEPARTMENT)
        elif done is self.unit_step:
            self._suggest_paper(self.unit_step.kind_entry(), self.unit_step.proper_name(), self.unit_step.full_name())

    def _suggest_paper(self, kind: Any, proper: str, name: str) -> None:
        commune = self.unit_step.commune() if self.role_step.role != DEPARTMENT else None
        self.paper_step.suggest(
            name=name,
            governing_body=unit_words.governing_body(kind, commune),
            place=unit_words.place(kind, commune),
            sign=unit_words.sign(kind, proper),
        )
        self.paper_step.set_collective(self.role_step.role == COMMUNE)
        self.head_step.suggest(post=unit_words.head_post(kind))

    # --- the end -------------------------------------------------------------------------------------------------------

    def profile(self) -> dict[str, Any]:
        """PROFILE.json of cli.md."""
        department = self.role_step.role == DEPARTMENT
        return {
            "role": self.role_step.role,
            "unit_code": None,
            "kind": "SGDDT" if department else self.unit_step.kind_code(),
            "commune": None if department else self.unit_step.commune_code(),
            **self.paper_step.values(),
            **self.head_step.values(),
        }

    def _finish(self) -> None:
        profile, folder = self.profile(), self.folder
        packet, code = (None, None) if self.role_step.role == DEPARTMENT else self.finish_step.answers()

        def work(_: Progress) -> Database:
            from sync.enrolment import set_up

            return set_up(folder, profile, packet, code)

        self._background.run(self, work, self._done, "Đang tạo thư mục dữ liệu và khóa của đơn vị…", self._refused)

    def _done(self, database: Database) -> None:
        self.database = database
        self.accept()

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        messages.refuse(self, error)

    def reject(self) -> None:
        """Esc and Thoát: ask where something was typed."""
        typed = self.place > 0
        if not typed or messages.ask(self, "Chưa thiết lập xong. Thoát bây giờ?", "&Thoát", "Làm &tiếp", danger=True):
            super().reject()
