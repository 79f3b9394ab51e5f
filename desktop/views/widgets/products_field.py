"""The products made under an activity, in the activity's own form: seen, opened, one more written (Plan IV)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from desktop.models.activity import Activity
from desktop.models.product import Product, unit_of_count
from desktop.models.queries import products_of
from desktop.text import format_date, format_number, one_line
from desktop.views.page import Workspace
from desktop.views.theme import icon
from desktop.views.widgets.fields import AsideField, is_confirming
from desktop.views.widgets.tips import as_tip

_ID = Qt.ItemDataRole.UserRole
_ROW, _MOST = 28, 5


class ProductsField(AsideField):
    """Beside the record, not in it: it holds no value."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._activity = ""
        self.list = QListWidget()
        self.list.setObjectName("choices")
        self.list.setAccessibleName("Sản phẩm của hoạt động")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemDoubleClicked.connect(lambda _: self._open())
        self.add_button = QPushButton(icon("plus"), " Thêm sản phẩm")
        self.add_button.setToolTip("Ghi một sản phẩm của hoạt động này: tin, bài, phát thanh, video, tài liệu …")
        self.add_button.clicked.connect(self._new)
        self.words = QLabel()
        self.words.setObjectName("hint")
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.words)
        layout.addWidget(self.list)
        layout.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._take(box)
        self.list.installEventFilter(self)
        self.setFocusProxy(self.add_button)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def belongs_to(self, record_id: str, stored: bool) -> None:
        """Show what was made under that activity; a product needs an activity that is stored."""
        self._activity = record_id if stored else ""
        self.add_button.setEnabled(stored)
        self.list.clear()
        with self._workspace.database.snapshot() as session:
            for product in session.scalars(products_of(record_id)) if stored else ():
                item = QListWidgetItem(_words(product))
                item.setData(_ID, product.id)
                item.setToolTip(as_tip(item.text()))
                self.list.addItem(item)
        count = self.list.count()
        self.list.ensurePolished()
        self.list.setFixedHeight(min(count, _MOST) * max(self.list.sizeHintForRow(0), _ROW) + 8)
        self.list.setVisible(count > 0)
        if not stored:
            self.words.setText("Lưu hoạt động trước (Ctrl+S), rồi thêm sản phẩm của nó ở đây.")
        else:
            self.words.setText(f"{count} sản phẩm. Enter: mở." if count else "Chưa ghi sản phẩm nào.")

    def _new(self) -> None:
        """The product's form, with what the activity says already in it."""
        with self._workspace.database.snapshot() as session:
            activity = session.get(Activity, self._activity)
            if activity is None:
                return
            values = {
                "activity": activity.id,
                "date": activity.date,
                "title": activity.title,
                "language": activity.languages[0] if len(activity.languages) == 1 else None,
                "person": activity.person,
            }
        self._workspace.go_to("products", new=True, values=values)

    def _open(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._workspace.go_to("products", record_id=item.data(_ID))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens."""
        pressed = watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and is_confirming(event):
            self._open()
            return True
        return super().eventFilter(watched, event)


def _words(product: Product) -> str:
    amount = "" if product.quantity is None else f"{format_number(product.quantity)} {unit_of_count(product.type)} · "
    return f"{format_date(product.date)} · {amount}{one_line(product.title)}"
