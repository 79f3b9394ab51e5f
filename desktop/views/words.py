"""Vietnamese for the few words Qt itself shows: its wheel carries no `qtbase_vi.qm`."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QTranslator

_WORDS = {
    "OK": "Đồng ý",
    "&OK": "Đồ&ng ý",
    "Cancel": "Hủy",
    "&Cancel": "&Hủy",
    "Close": "Đóng",
    "&Close": "Đón&g",
    "&Yes": "&Có",
    "&No": "&Không",
    "Yes": "Có",
    "No": "Không",
    "Save": "Lưu",
    "&Save": "&Lưu",
    "Save All": "Lưu tất cả",
    "Open": "Mở",
    "&Open": "&Mở",
    "Discard": "Bỏ",
    "Don't Save": "Không lưu",
    "Apply": "Áp dụng",
    "Reset": "Đặt lại",
    "Help": "Trợ giúp",
    "Retry": "Thử lại",
    "Abort": "Dừng",
    "Ignore": "Bỏ qua",
    "< &Back": "< &Quay lại",
    "&Back": "&Quay lại",
    "&Next": "&Tiếp tục",
    "&Next >": "&Tiếp tục >",
    "&Finish": "&Hoàn tất",
    "Commit": "Thực hiện",
    "Done": "Xong",
    "&Undo": "&Hoàn tác",
    "&Redo": "&Làm lại",
    "Cu&t": "Cắ&t",
    "&Copy": "&Sao chép",
    "&Paste": "&Dán",
    "Delete": "Xóa",
    "Select All": "Chọn tất cả",
    "Copy &Link Location": "Sao chép địa chỉ",
    "Look in:": "Tìm trong:",
    "Directory:": "Thư mục:",
    "File &name:": "&Tên tệp:",
    "Files of type:": "Loại tệp:",
    "All Files (*)": "Mọi tệp (*)",
    "&Choose": "&Chọn",
    "Name": "Tên",
    "Size": "Dung lượng",
    "Type": "Loại",
    "Kind": "Loại",
    "Date Modified": "Ngày sửa",
    "Back": "Lùi",
    "Forward": "Tiến",
    "Parent Directory": "Thư mục cha",
    "Create New Folder": "Tạo thư mục mới",
    "List View": "Dạng danh sách",
    "Detail View": "Dạng chi tiết",
    "My Computer": "Máy tính này",
    "Computer": "Máy tính này",
    "&New Folder": "Thư mục &mới",
    "&Rename": "Đổ&i tên",
    "&Delete": "&Xóa",
    "Show &hidden files": "Hiện tệp ẩ&n",
    "Sidebar": "Thanh bên",
    "Files": "Tệp",
    "Recent Places": "Nơi mở gần đây",
    "Remove": "Bỏ",
    "Drive": "Ổ đĩa",
    "File": "Tệp",
    "Folder": "Thư mục",
    "File Folder": "Thư mục",
    "Show Details...": "Xem chi tiết…",
    "Hide Details...": "Ẩn chi tiết…",
    "Print": "In",
    "Find Directory": "Chọn thư mục",
    "Save As": "Lưu thành",
    "Shift": "Shift",
}


class QtInVietnamese(QTranslator):
    """Answers Qt's own texts from the table above; every other text is left as it is."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        """The Vietnamese text; None where Qt should keep its own."""
        del context, disambiguation, n
        return _WORDS.get(source)

    def isEmpty(self) -> bool:
        """Qt skips translators that say they are empty."""
        return False


def install(app: QCoreApplication) -> None:
    """Let Qt's standard buttons and menus speak Vietnamese."""
    app.installTranslator(QtInVietnamese(app))
