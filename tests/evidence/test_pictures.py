"""Photos as they come from telephones, screens and enemies: small, plain and upright when stored, or refused by name."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageCms

from desktop.evidence.attaching import Source, take_in
from desktop.evidence.names import clean_name
from desktop.evidence.sorts import Sort
from desktop.models.activity import Activity
from desktop.models.parts import Attested
from tests.evidence.conftest import Desk
from tests.evidence.making import HEIC, PAGE, PROGRAM, VIDEO, bomb, camera_photo, pdf, photo, saved

ROOT = Path(__file__).parent.parent.parent


def stored_picture(desk: Desk, name: str, content: bytes) -> Image.Image:
    taken = take_in(desk.files, [desk.lay(name, content)])
    assert not taken.refused
    picture = Image.open(io.BytesIO(desk.files.get(taken.references[0]["sha256"])))
    picture.load()
    return picture


def corners(picture: Image.Image) -> list[str]:
    """The nearest of the four colours, from the top left clockwise."""
    named = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}
    width, height = picture.size
    small = picture.convert("RGB").resize((width // 8, height // 8))
    width, height = small.size
    found = []
    for place in ((3, 3), (width - 4, 3), (width - 4, height - 4), (3, height - 4)):
        seen = small.getpixel(place)
        assert isinstance(seen, tuple)
        found.append(min(named, key=lambda n: sum((a - b) ** 2 for a, b in zip(named[n], seen, strict=True))))
    return found


def test_a_photo_is_stored_at_1600_px_upright_with_its_time_and_nothing_else(desk: Desk) -> None:
    picture = stored_picture(desk, "IMG_0001.JPG", camera_photo(orientation=6))
    assert (picture.format, picture.size) == ("JPEG", (1200, 1600))
    assert corners(picture) == ["blue", "red", "lime", "white"]
    exif = picture.getexif()
    assert exif.get_ifd(ExifTags.IFD.Exif) == {ExifTags.Base.DateTimeOriginal: "2026:03:05 08:15:00"}
    assert set(exif) == {ExifTags.IFD.Exif}
    assert not {"comment", "icc_profile", "photoshop", "xmp"} & set(picture.info)


def test_no_word_of_the_camera_and_no_place_is_left_in_the_bytes(desk: Desk) -> None:
    taken = desk.take(a_jpg=camera_photo())
    content = desk.files.get(taken.references[0]["sha256"])
    for word in (b"Nokia", b"3310", b"SN-4711", b"taken at home", "Lò Văn Hặc".encode()):
        assert word not in content


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_a_telephone_is_held_comes_out_upright(desk: Desk, orientation: int) -> None:
    turned = {
        1: ["red", "lime", "white", "blue"], 2: ["lime", "red", "blue", "white"], 3: ["white", "blue", "red", "lime"],
        4: ["blue", "white", "lime", "red"], 5: ["red", "blue", "white", "lime"], 6: ["blue", "red", "lime", "white"],
        7: ["white", "lime", "red", "blue"], 8: ["lime", "white", "blue", "red"],
    }  # fmt: skip
    assert corners(stored_picture(desk, "a.jpg", camera_photo((800, 600), orientation))) == turned[orientation]


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF", "BMP", "TIFF", "MPO"])
def test_other_kinds_of_picture_become_a_jpeg_whatever_they_are_called(desk: Desk, form: str) -> None:
    picture = stored_picture(desk, "anh.png", saved(photo((1000, 500)), form))
    assert (picture.format, picture.size) == ("JPEG", (1000, 500))
    assert corners(picture) == ["red", "lime", "white", "blue"]


@pytest.mark.parametrize("mode", ["L", "CMYK", "YCbCr", "1"])
def test_every_colour_system_becomes_rgb(desk: Desk, mode: str) -> None:
    picture = stored_picture(desk, "a.jpg", saved(photo((400, 300)).convert(mode), "TIFF" if mode == "1" else "JPEG"))
    assert picture.mode == "RGB"


def test_deep_grey_keeps_light_and_dark_apart(desk: Desk) -> None:
    deep = Image.new("I;16", (64, 64), 60_000)
    deep.paste(3_000, (0, 0, 32, 64))
    picture = stored_picture(desk, "a.png", saved(deep, "PNG")).convert("L")
    left, right = picture.getpixel((5, 5)), picture.getpixel((60, 60))
    assert isinstance(left, int)
    assert isinstance(right, int)
    assert right - left > 100


def test_a_colour_profile_is_applied_and_not_kept(desk: Desk) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert "icc_profile" not in stored_picture(desk, "a.jpg", saved(photo((400, 300)), icc_profile=profile)).info
    assert stored_picture(desk, "b.jpg", saved(photo((400, 300)), icc_profile=b"not a profile")).size == (400, 300)


def test_a_screenshot_of_few_colours_stays_a_png_and_what_shines_through_is_white(desk: Desk) -> None:
    screen = Image.new("RGBA", (1366, 768), (0, 0, 0, 0))
    screen.paste((23, 89, 143, 255), (100, 100, 900, 140))
    picture = stored_picture(desk, "Ảnh màn hình.png", saved(screen, "PNG"))
    assert (picture.format, picture.mode) == ("PNG", "RGB")
    assert picture.getpixel((5, 5)) == (255, 255, 255)


def test_of_an_animation_the_first_picture_is_kept(desk: Desk) -> None:
    frames = [Image.new("RGB", (200, 100), colour) for colour in ("red", "blue")]
    picture = stored_picture(desk, "a.gif", saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    red = picture.getpixel((50, 50))
    assert isinstance(red, tuple)
    assert red[0] > 200 > 60 > red[2]


def test_a_telephone_photo_of_100_million_pixels_is_taken(desk: Desk) -> None:
    large = saved(Image.new("RGB", (12_000, 9_000), "orange"), quality=30)
    assert stored_picture(desk, "a.jpg", large).size == (1600, 1200)


REFUSED = {
    "200 million pixels in a small PNG": ("a.png", bomb(), "200 triệu điểm ảnh, nhiều nhất 40 triệu"),
    "a cut JPEG": ("a.jpg", camera_photo()[:40_000], "hỏng hoặc chưa chép hết"),
    "a cut PNG": ("a.png", saved(photo((300, 300)), "PNG")[:5000], "hỏng hoặc chưa chép hết"),
    "a program called a photo": ("a.jpg", PROGRAM, "không phải ảnh hay PDF"),
    "a web page called a picture": ("a.png", PAGE, "không phải ảnh hay PDF"),
    "HEIC": ("IMG_1.HEIC", HEIC, "Tương thích nhất"),
    "HEIC called JPEG": ("IMG_1.jpg", HEIC, "Tương thích nhất"),
    "a video": ("a.mp4", VIDEO, "video"),
    "a Word file": ("a.pdf", b"PK\x03\x04" + bytes(50), "lưu thành PDF"),
    "an empty file": ("a.jpg", b"", "rỗng"),
    "a scan of several pages": (
        "a.tif",
        saved(Image.new("L", (9, 9)), "TIFF", save_all=True, append_images=[Image.new("L", (9, 9))]),
        "TIFF nhiều trang",
    ),
    "a picture of no width": ("a.png", bomb(0, 10), "hỏng"),
    "a beginning and nothing else": ("a.jpg", b"\xff\xd8\xff", "hỏng"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_taken_is_named_with_what_to_do_and_leaves_nothing(desk: Desk, case: str) -> None:
    name, content, words = REFUSED[case]
    taken = take_in(desk.files, [desk.lay(name, content)])
    assert not taken.references
    assert [refused for refused, _ in taken.refused] == [name]
    assert words in taken.refusal()
    assert desk.stored() == []


def test_a_pdf_called_a_photo_is_taken_as_the_pdf_it_is(desk: Desk) -> None:
    taken = desk.take(ke_jpg=pdf())
    assert [(one["name"], one["type"]) for one in taken.references] == [("ke.pdf", "application/pdf")]


def test_of_twenty_photos_the_bad_ones_are_named_and_the_good_ones_go_in(desk: Desk) -> None:
    sources = [desk.lay(f"{n:02}.jpg", saved(photo((60, 40 + n)))) for n in range(18)]
    sources.insert(4, desk.lay("hỏng.jpg", b"\xff\xd8\xff" + bytes(500)))
    sources.insert(9, desk.lay("lệnh.jpg", PROGRAM))
    steps: list[tuple[int, int, str]] = []
    taken = take_in(desk.files, sources, lambda *step: steps.append(step))
    assert [one["name"] for one in taken.references] == [f"{n:02}.jpg" for n in range(18)]
    assert [name for name, _ in taken.refused] == ["hỏng.jpg", "lệnh.jpg"]
    assert steps[0] == (0, 20, "00.jpg")
    assert steps[-1] == (19, 20, "17.jpg")


def test_a_cancel_keeps_what_was_taken_before_it(desk: Desk) -> None:
    sources = [desk.lay(f"{n}.jpg", saved(photo((60, 40 + n)))) for n in range(5)]
    seen: list[str] = []
    taken = take_in(desk.files, sources, lambda *step: seen.append(step[2]), lambda: len(seen) == 2)
    assert taken.stopped
    assert [one["name"] for one in taken.references] == ["0.jpg", "1.jpg"]


def test_the_same_photo_attached_twice_is_stored_once_and_referred_to_twice(desk: Desk) -> None:
    content = camera_photo()
    taken = desk.take(a_jpg=content, b_jpg=content)
    assert [one["name"] for one in taken.references] == ["a.jpg", "b.jpg"]
    assert len({one["sha256"] for one in taken.references}) == 1
    assert len(desk.stored()) == 1


def test_two_photos_of_one_name_are_two_files(desk: Desk) -> None:
    one, other = saved(photo((100, 50))), saved(photo((50, 100)))
    taken = take_in(desk.files, [Source(one, "a.jpg"), Source(other, "a.jpg")])
    assert [reference["name"] for reference in taken.references] == ["a.jpg", "a.jpg"]
    assert len(desk.stored()) == 2


def test_what_is_taken_is_what_a_record_may_refer_to(desk: Desk) -> None:
    taken = desk.take(a_jpg=camera_photo(), b_pdf=pdf())
    record: Attested = Activity(unit_id="u", evidence=taken.references)
    assert record.wrong_evidence() == []


NAMES = {
    "IMG_0001.JPG": "IMG_0001.jpg",
    "../../etc/passwd": "passwd.jpg",
    "C:\\Users\\Hoa\\ảnh họp.jpeg": "ảnh họp.jpg",
    unicodedata.normalize("NFD", "Ảnh lễ khai giảng.png"): "Ảnh lễ khai giảng.jpg",
    "ảnh.jpg.exe": "ảnh.jpg.exe.jpg",
    "exe\u202egpj.jpg": "exegpj.jpg",
    "CON.jpg": "_CON.jpg",
    "a:b?c*.jpg": "a b c.jpg",
    ".jpg": "Ảnh.jpg",
    "   ": "Ảnh.jpg",
    "hai\ndòng.jpg": "hai dòng.jpg",
    "ă" * 300 + ".jpg": "ă" * 116 + ".jpg",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_data_in_nfc_and_never_a_path(name: str) -> None:
    assert clean_name(name, Sort.JPEG) == NAMES[name]


def test_a_file_that_is_gone_or_a_folder_is_named(desk: Desk) -> None:
    gone, folder = Source(desk.folder / "không có.jpg"), Source(desk.folder)
    taken = take_in(desk.files, [gone, folder])
    assert [name for name, _ in taken.refused] == ["không có.jpg", "tới"]


def test_a_file_beyond_the_limit_is_not_even_read(desk: Desk) -> None:
    source = desk.lay("a.jpg", b"\xff\xd8\xff" + struct.pack(">I", 0))
    assert not isinstance(source.content, bytes)
    with source.content.open("r+b") as file:
        file.truncate(3 * 1024**3)  # a sparse file: nothing of it lies on the disk
    taken = take_in(desk.files, [source])
    assert "3072 MB, nhiều nhất 64 MB" in taken.refusal()


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file size to stand in for a full disk")
def test_a_disk_that_will_not_take_the_photo_says_so_and_holds_nothing_half(desk: Desk) -> None:
    """The system's limit on the size of a file is the disk that is full; the shell sets it, so that only one process has it."""
    source = desk.lay("a.jpg", camera_photo())
    code = (
        "import resource, signal, sys; from pathlib import Path; from desktop.evidence.attaching import *; "
        "from desktop.models.files import FileStore; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)); "
        "taken = take_in(FileStore(Path(sys.argv[1])), [Source(Path(sys.argv[2]))] * 2); "
        "assert not taken.references; print(taken.refusal())"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, str(desk.files.folder), str(source.content)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout.count("Không đọc hoặc ghi được") == 2  # the second photo is not even tried
    assert desk.stored() == []
