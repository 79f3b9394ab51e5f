"""Why a file was not taken as evidence, and the sentence that says so. The decoding process sends the word, never a sentence."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """Each sends the person another way."""

    EMPTY = "empty"
    FOLDER = "folder"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"
    HEIC = "heic"
    VIDEO = "video"
    OFFICE = "office"
    TOO_LARGE = "too_large"
    PDF_TOO_LARGE = "pdf_too_large"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too_many_pixels"
    SEVERAL_PAGES = "several_pages"
    PDF_BROKEN = "pdf_broken"
    PDF_LOCKED = "pdf_locked"
    PDF_ACTIVE = "pdf_active"
    TOO_MANY_PAGES = "too_many_pages"
    DECODER_FELL = "decoder_fell"
    TOO_SLOW = "too_slow"
    MEMORY = "memory"


SENTENCES = {
    Why.EMPTY: "tệp rỗng. Hãy chép lại từ điện thoại, máy ảnh.",
    Why.FOLDER: "là thư mục. Hãy mở ra và chọn các tệp ảnh, PDF bên trong.",
    Why.UNREADABLE: "không đọc được tệp. Hãy kiểm tra tệp còn ở đó (cắm lại USB, điện thoại) rồi thử lại.",
    Why.UNKNOWN: "không phải ảnh hay PDF (dù tên có thể ghi như vậy). Hãy chọn ảnh JPEG, PNG hoặc tệp PDF.",
    Why.HEIC: "là ảnh HEIC của điện thoại. Trên iPhone: Cài đặt > Camera > Định dạng > “Tương thích nhất” rồi chụp lại; "
    "ảnh đã chụp thì gửi qua Zalo hoặc lưu thành JPEG rồi đính kèm.",
    Why.VIDEO: "là video hoặc âm thanh. Hãy đính kèm một ảnh chụp, ghi đường dẫn của video vào ô Đường dẫn hoặc Ghi chú.",
    Why.OFFICE: "là tệp Word, Excel hoặc tệp nén. Hãy lưu thành PDF rồi đính kèm.",
    Why.TOO_LARGE: "nặng {0} MB, nhiều nhất {1} MB. Hãy chụp ở cỡ thường hoặc lưu ảnh nhỏ hơn.",
    Why.PDF_TOO_LARGE: "nặng {0} MB, tệp PDF nhiều nhất {1} MB. Hãy quét lại ở 200 dpi hoặc tách thành nhiều tệp.",
    Why.BROKEN: "ảnh bị hỏng hoặc chưa chép hết. Hãy chép lại từ điện thoại, máy ảnh.",
    Why.TOO_MANY_PIXELS: "có {0} triệu điểm ảnh, nhiều nhất {1} triệu. Hãy chụp ở cỡ thường hoặc lưu ảnh nhỏ hơn.",
    Why.SEVERAL_PAGES: "là bản quét TIFF nhiều trang. Hãy lưu bản quét thành PDF rồi đính kèm.",
    Why.PDF_BROKEN: "tệp PDF bị hỏng hoặc chưa chép hết. Hãy chép hoặc quét lại.",
    Why.PDF_LOCKED: "tệp PDF có mật khẩu hoặc bị khóa. Hãy mở ra, in thành PDF không khóa (Microsoft Print to PDF) rồi đính kèm.",
    Why.PDF_ACTIVE: "tệp PDF có mã lệnh hoặc tệp nhúng bên trong nên không nhận. Hãy in thành PDF mới (Microsoft Print to PDF) rồi đính kèm.",
    Why.TOO_MANY_PAGES: "tệp PDF có {0} trang, đọc được từ 1 đến {1} trang. Hãy tách tệp, mỗi báo cáo một tệp.",
    Why.DECODER_FELL: "tệp này làm bộ đọc ảnh dừng lại nên không nhận; chương trình không sao. Hãy lưu ảnh lại thành JPEG rồi thử.",
    Why.TOO_SLOW: "đọc quá lâu nên đã dừng. Hãy lưu ảnh nhỏ hơn hoặc in thành PDF mới rồi thử.",
    Why.MEMORY: "cần quá nhiều bộ nhớ để đọc. Hãy lưu ảnh nhỏ hơn rồi thử.",
}


class NotTaken(Exception):
    """A file is not taken; the numbers fill the sentence."""

    def __init__(self, why: Why, *numbers: int) -> None:
        super().__init__(why)
        self.why = why
        self.numbers = numbers

    @property
    def sentence(self) -> str:
        """What follows the file's name."""
        try:
            return SENTENCES[self.why].format(*self.numbers)
        except IndexError:  # the word came from a decoding process that a hostile file has turned
            return SENTENCES[Why.BROKEN]
