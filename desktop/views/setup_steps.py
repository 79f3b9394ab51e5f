"""The steps of the first start: each a few fields, with what is missing said beside the field."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.models.catalogue import Commune, Entry, load_catalogue
from desktop.views import unit_words
from desktop.views.places import COMMUNE, DEPARTMENT, UNIT
from desktop.views.theme import GRID, icon
from desktop.views.widgets.choice_field import ChoiceField
from desktop.views.widgets.fields import Field, NumberField, TextField


class Step(QWidget):
    """Fields by key, two to a line; `check()` says what is missing beside the field."""

    TITLE: ClassVar[str] = ""
    ABOUT: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__()
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, GRID, 0, GRID)
        self.grid.setHorizontalSpacing(2 * GRID)
        self.grid.setVerticalSpacing(GRID + 2)
        self.grid.setColumnStretch(0, 1)
        self.grid.setColumnStretch(1, 1)
        self.grid.setRowStretch(20, 1)
        self.fields: dict[str, Field] = {}
        self.problems: dict[str, QLabel] = {}
        self._cells: dict[str, QWidget] = {}
        self._missing: dict[str, str] = {}
        self._suggested: dict[str, Any] = {}

    def add(
        self, key: str, label: str, field: Field, place: tuple[int, int, int], hint: str = "", missing: str = ""
    ) -> None:
        """A field at (row, column, columns); `missing` is the sentence where it must not be empty."""
        cell = QWidget()
        layout = QVBoxLayout(cell)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        words = QLabel(label)
        words.setWordWrap(True)
        words.setBuddy(field)
        layout.addWidget(words)
        layout.addWidget(field)
        if hint:
            about = QLabel(hint)
            about.setObjectName("hint")
            about.setWordWrap(True)
            layout.addWidget(about)
        problem = QLabel()
        problem.setObjectName("problem")
        problem.setWordWrap(True)
        problem.hide()
        layout.addWidget(problem)
        field.input.setAccessibleName(label.replace("&", ""))
        row, column, columns = place
        self.grid.addWidget(cell, row, column, 1, columns, Qt.AlignmentFlag.AlignTop)
        self.fields[key], self.problems[key], self._cells[key] = field, problem, cell
        if missing:
            self._missing[key] = missing
        field.left.connect(lambda k=key: self._judge(k, asked=False))
        field.edited.connect(lambda k=key: self._mended(k))

    def show_field(self, key: str, shown: bool) -> None:
        """Leave a field out of the step."""
        self._cells[key].setVisible(shown)

    def _judge(self, key: str, asked: bool) -> bool:
        field, sentence = self.fields[key], ""
        try:
            value = field.value()
        except ValueError as error:
            sentence, value = str(error), ""
        if not sentence and asked and not value and key in self._missing and self._cells[key].isVisibleTo(self):
            sentence = self._missing[key]
        self.problems[key].setText(sentence)
        self.problems[key].setVisible(bool(sentence))
        field.set_wrong(bool(sentence))
        return not sentence

    def _mended(self, key: str) -> None:
        if self.problems[key].text():
            self._judge(key, asked=True)

    def check(self) -> bool:
        """Whether the step is complete; the keyboard goes to the first field that is not."""
        wrong = [key for key in self.fields if not self._judge(key, asked=True)]
        if wrong:
            self.fields[wrong[0]].setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong

    def suggest(self, **values: Any) -> None:
        """Fill fields that a person has not changed himself."""
        for key, value in values.items():
            if self.fields[key].state() in ("", self._suggested.get(key, "")):
                self.fields[key].set_value(value)
                self._suggested[key] = self.fields[key].state()

    def values(self) -> dict[str, Any]:
        """What the step answers, by the names of PROFILE.json."""
        return {key: field.value() for key, field in self.fields.items()}

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        for key, field in self.fields.items():
            if self._cells[key].isVisibleTo(self):
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                return


class RoleStep(Step):
    """Who uses the program."""

    TITLE = "Chào mừng đến với Sổ truyền thông NQ71"
    ABOUT = "Chương trình này sẽ được dùng ở đâu?"

    def __init__(self) -> None:
        super().__init__()
        self.group = QButtonGroup(self)
        self.buttons: dict[str, QRadioButton] = {}
        for row, (role, words, about) in enumerate(
            (
                (UNIT, "&Trường học, trung tâm, cơ quan", "Ghi hoạt động của đơn vị, lập báo cáo năm, gửi về Sở."),
                (COMMUNE, "Ủy ban nhân dân &xã, phường", "Như trên, và giúp các trường trong xã chuyển gói về Sở."),
                (DEPARTMENT, "&Sở Giáo dục và Đào tạo", "Nhận và tổng hợp báo cáo của các đơn vị trong tỉnh."),
            )
        ):
            button = QRadioButton(words)
            self.group.addButton(button)
            self.buttons[role] = button
            hint = QLabel(about)
            hint.setObjectName("hint")
            hint.setContentsMargins(32, 0, 0, 6)
            self.grid.addWidget(button, 2 * row, 0, 1, 2)
            self.grid.addWidget(hint, 2 * row + 1, 0, 1, 2)
        self.buttons[UNIT].setChecked(True)

    @property
    def role(self) -> str:
        """unit, commune or department."""
        return next(role for role, button in self.buttons.items() if button.isChecked())

    def focus_first(self) -> None:
        """The chosen role."""
        self.buttons[self.role].setFocus(Qt.FocusReason.OtherFocusReason)


class UnitStep(Step):
    """Which unit: commune, kind, its proper name."""

    TITLE = "Đơn vị"
    ABOUT = "Gõ vài chữ không dấu để tìm trong danh sách."

    def __init__(self) -> None:
        super().__init__()
        self._role = UNIT
        communes, kinds = ChoiceField(unit_words.communes()), ChoiceField(unit_words.kinds(level_commune=False))
        self.add("commune", "&Xã, phường nơi đơn vị đóng", communes, (0, 0, 1), missing="Hãy chọn xã, phường.")
        self.add("kind", "&Loại đơn vị", kinds, (0, 1, 1), missing="Hãy chọn loại đơn vị.")
        self.add(
            "name",
            "&Tên riêng của đơn vị",
            TextField("Ví dụ: Nà Lìu, Chiềng Khương"),
            (1, 0, 2),
            hint="Hoặc gõ đầy đủ: Trường PTDTBT TH&THCS Nà Lìu.",
            missing="Hãy ghi tên đơn vị.",
        )
        self.preview = QLabel()
        self.preview.setWordWrap(True)
        self.preview.setTextFormat(Qt.TextFormat.PlainText)
        self.grid.addWidget(self.preview, 2, 0, 1, 2)
        for field in self.fields.values():
            field.edited.connect(self._show_preview)

    def set_role(self, role: str) -> None:
        """A commune is its own unit: only its name is asked."""
        self._role = role
        for key in ("kind", "name"):
            self.show_field(key, role != COMMUNE)
        self._show_preview()

    def commune_code(self) -> str | None:
        """The code of the commune; None while it is not chosen."""
        try:
            code: str | None = self.fields["commune"].value()
        except ValueError:
            return None
        return code

    def commune(self) -> Commune | None:
        """The commune."""
        return load_catalogue().commune(self.commune_code())

    def kind_code(self) -> str | None:
        """The code in loai_don_vi."""
        if self._role == COMMUNE:
            commune = self.commune()
            return "PHUONG" if commune and commune.kind == "phuong" else "XA"
        try:
            code: str | None = self.fields["kind"].value()
        except ValueError:
            return None
        return code

    def kind_entry(self) -> Entry | None:
        """The kind."""
        return load_catalogue().entry(self.kind_code() or "")

    def proper_name(self) -> str:
        """What was typed as name."""
        return str(self.fields["name"].value()) if self._role != COMMUNE else ""

    def full_name(self) -> str:
        """The official name that follows from the answers."""
        kind = self.kind_entry()
        return unit_words.full_name(kind, self.proper_name(), self.commune()) if kind else self.proper_name()

    def _show_preview(self) -> None:
        name = self.full_name()
        self.preview.setText(f"Tên đầy đủ: {name}" if name else "")


class PaperStep(Step):
    """What stands on paper: box 2, place, sign; shown as it will be printed."""

    TITLE = "Tên trên văn bản"
    ABOUT = "Góc trái của báo cáo sẽ in như dưới đây. Sửa lại nếu đơn vị dùng cách ghi khác."

    def __init__(self) -> None:
        super().__init__()
        self._collective = False
        self.add("name", "&Tên đầy đủ của đơn vị", TextField(), (0, 0, 2), missing="Hãy ghi tên đơn vị.")
        self.add(
            "governing_body",
            "&Cơ quan chủ quản",
            TextField(),
            (1, 0, 2),
            hint="Để trống nếu không có (UBND xã, phường).",
        )
        self.add(
            "place",
            "Đị&a danh",
            TextField(),
            (2, 0, 1),
            hint="Ghi trước ngày, tháng, năm.",
            missing="Hãy ghi địa danh.",
        )
        self.add(
            "sign",
            "Chữ &viết tắt tên đơn vị",
            TextField(),
            (2, 1, 1),
            hint="Dùng trong số, ký hiệu; do thủ trưởng quy định.",
            missing="Hãy ghi chữ viết tắt.",
        )
        self.box = QLabel()
        self.box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.box.setTextFormat(Qt.TextFormat.PlainText)
        self.box.setWordWrap(True)
        frame = QFrame()
        frame.setObjectName("card")
        layout = QVBoxLayout(frame)
        layout.addWidget(self.box)
        self.grid.addWidget(frame, 3, 0, 1, 2)
        for field in self.fields.values():
            field.edited.connect(self._show_box)

    def set_collective(self, collective: bool) -> None:
        """A people's committee has no governing line."""
        self._collective = collective
        self._show_box()

    def _show_box(self) -> None:
        name = str(self.fields["name"].value()).upper()
        if self._collective and name.startswith("ỦY BAN NHÂN DÂN "):
            name = "ỦY BAN NHÂN DÂN\n" + name.removeprefix("ỦY BAN NHÂN DÂN ")
        above, sign = str(self.fields["governing_body"].value()).upper(), self.fields["sign"].value()
        lines = [above, name, "────────", f"Số:          /BC-{sign}" if sign else ""]
        self.box.setText("\n".join(line for line in lines if line))

    def values(self) -> dict[str, Any]:
        """An empty governing body is none."""
        values = super().values()
        return {**values, "governing_body": values["governing_body"] or None}


class HeadStep(Step):
    """Who signs, and how many work here."""

    TITLE = "Người ký báo cáo"
    ABOUT = "Sửa lại được bất cứ lúc nào ở trang Hồ sơ đơn vị."

    def __init__(self) -> None:
        super().__init__()
        self.add("post", "&Chức vụ người ký", TextField(), (0, 0, 1), missing="Hãy ghi chức vụ.")
        self.add("name", "&Họ và tên", TextField(), (0, 1, 1), hint="Không ghi học hàm, học vị.")
        self.add(
            "power", "Quyền hạ&n ký", ChoiceField(unit_words.powers(), hint="Người đứng đầu ký (để trống)"), (1, 0, 1)
        )
        self.add(
            "staff",
            "Tổng &số cán bộ, viên chức, người lao động",
            NumberField(),
            (2, 0, 1),
            hint="Chưa biết thì để trống, ghi sau.",
        )
        self.add(
            "officers",
            "Số cán bộ làm công tác &truyền thông",
            NumberField(),
            (2, 1, 1),
            hint="Kể cả kiêm nhiệm.",
        )

    def show_staff(self, shown: bool) -> None:
        """The Department does not count its own here."""
        self.show_field("staff", shown)
        self.show_field("officers", shown)

    def values(self) -> dict[str, Any]:
        """`head` with post, name, power; staff and officers."""
        values = super().values()
        return {
            "head": {"post": values["post"], "name": values["name"], "power": values["power"]},
            "staff": values["staff"],
            "officers": values["officers"],
        }


class FinishStep(Step):
    """Where the data will lie; the Department's starter packet and the code on the slip, where there are."""

    TITLE = "Gói khởi đầu của Sở (nếu có)"
    ABOUT = "Nếu Sở đã phát gói khởi đầu và phiếu mã, hãy chọn ở đây. Chưa có thì bỏ qua bước này, làm sau cũng được."

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.add("packet", "&Tệp gói khởi đầu (.nq71)", TextField("Chưa chọn"), (0, 0, 2))
        choose = QPushButton(icon("folder-open"), " &Chọn tệp…")
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.addWidget(choose)
        row.addStretch(1)
        self.grid.addLayout(row, 1, 0, 1, 2)
        self.add("code", "&Mã trên phiếu", TextField("Ví dụ: ABCD-EFGH-JKLM-NPQR"), (2, 0, 1))
        where = QLabel(f"Dữ liệu được lưu tại: {folder}")
        where.setObjectName("hint")
        where.setWordWrap(True)
        self.grid.addWidget(where, 3, 0, 1, 2)

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Chọn gói khởi đầu của Sở", "", "Gói NQ71 (*.nq71);;Mọi tệp (*)")
        if name:
            self.fields["packet"].set_value(name)

    def answers(self) -> tuple[Path | None, str | None]:
        """The packet and the code, None where nothing was given."""
        packet, code = str(self.fields["packet"].value()), str(self.fields["code"].value())
        return (Path(packet) if packet else None, code or None)
