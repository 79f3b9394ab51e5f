"""The two commands of the README, on Windows and Linux, with nothing but Python 3.11 and pip.

    python3 installer/nq71.py run     make the environment, then show the program on demonstration data
    python3 installer/nq71.py test    the same environment and the development tools, then every check

On Windows: `py installer\\nq71.py run`. Only the standard library is imported, and the file is kept readable for Python 3.8,
so that an old interpreter can say in words what is missing instead of stopping at the first new comma. What is made: `.venv`
and `demo` in the checkout, both ignored by git. Decision: docs/decisions/0001-one-script-and-two-lock-files.md.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import io
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)  # PySide6-Essentials 6.11 has wheels for these
OLDEST_WINDOWS_BUILD = 17763  # Windows 10 1809: Qt 6.11 needs the icuuc.dll of the system
OLDEST_GLIBC = (2, 34)  # the Linux wheels of Qt are manylinux_2_34

# Loadable name -> Debian package. The first are needed by every Qt program, also one without a screen.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libzstd.so.1": "libzstd1",
    "libstdc++.so.6": "libstdc++6",
}
X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
TOKEN_LIBRARIES = {"/usr/lib/softhsm/libsofthsm2.so": "softhsm2"}  # a token in software, for the tests of signing
# Settings of the caller that would send an installation past .venv, or contradict the lock file's hashes.
DROPPED = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PIP_USER",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_REQUIRE_HASHES",
)


class Stop(Exception):
    """The command can't go on; what to do next was said, `code` is the exit code."""

    def __init__(self, vietnamese: str, english: str, code: int = 1) -> None:
        super().__init__(vietnamese)
        self.vietnamese, self.english, self.code = vietnamese, english, code


def say(vietnamese: str, english: str) -> None:
    """One thing that happens, in both languages, shown at once."""
    print(f"{vietnamese}\n    {english}", flush=True)


def environment(**more: str) -> dict[str, str]:
    """What child processes get: the caller's variables as given, less those of `DROPPED`."""
    return {**{name: value for name, value in os.environ.items() if name not in DROPPED}, **more}


def call(command: list[str], root: Path, **more: str) -> int:
    """Run `command` in `root` without standard input, its output going where ours goes; its exit code."""
    sys.stdout.flush()
    return subprocess.call(command, cwd=root, env=environment(**more), stdin=subprocess.DEVNULL)


def works(command: list[str], seconds: float = 30) -> bool:
    """Whether `command` ends well within `seconds`, whatever it prints."""
    quiet = subprocess.DEVNULL
    try:
        done = subprocess.run(
            command, env=environment(), stdin=quiet, stdout=quiet, stderr=quiet, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


# ---- the interpreter and the machine


def other_python() -> list[str] | None:
    """The command of a fitting Python on PATH (on Windows also of the `py` launcher), or None."""
    candidates = []
    for minor in (12, 13, 11, 14):
        if os.name == "nt":
            candidates.append(["py", f"-3.{minor}"])
        candidates.append([f"python3.{minor}"])
    candidates += [["python3"], ["python"]]
    question = f"import sys; sys.exit(not ({OLDEST!r} <= sys.version_info[:2] <= {NEWEST!r} and sys.maxsize > 2**32))"
    for program, *options in candidates:
        found = shutil.which(program)
        if found and works([found, *options, "-c", question]):
            return [found, *options]
    return None


def judge_machine() -> None:
    """Stop with a sentence where no wheel of the lock file can run."""
    if os.name == "nt" and sys.getwindowsversion().build < OLDEST_WINDOWS_BUILD:  # type: ignore[attr-defined,unused-ignore]
        raise Stop("Cần Windows 10 bản 1809 trở lên.", "Windows 10 version 1809 or later is needed.")
    name, version = platform.libc_ver() if sys.platform.startswith("linux") else ("", "")
    if name == "glibc" and tuple(int(part) for part in version.split(".")[:2]) < OLDEST_GLIBC:
        raise Stop(
            f"Hệ điều hành quá cũ (glibc {version}); cần Debian 12, Ubuntu 22.04 trở lên.",
            f"This system is too old (glibc {version}); Debian 12, Ubuntu 22.04 or later is needed.",
        )


# ---- system libraries (Linux)


def missing_packages(libraries: dict[str, str]) -> list[str]:
    """The Debian packages of those `libraries` that the loader can't load, asked in a process of its own."""
    if not sys.platform.startswith("linux"):
        return []
    question = (
        "import ctypes, sys\nfor name in sys.argv[1:]:\n    try: ctypes.CDLL(name)\n    except OSError: print(name)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", question, *libraries],
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    )
    return sorted({libraries[name] for name in answer.stdout.split()})


def apt_get() -> list[str] | None:
    """The command that installs Debian packages without a question, or None where we may not."""
    program = shutil.which("apt-get")
    if not program:
        return None
    command = [
        "env", "DEBIAN_FRONTEND=noninteractive", program, "-o", "DPkg::Lock::Timeout=120", "--quiet", "--yes",
    ]  # fmt: skip
    if getattr(os, "geteuid", lambda: 1)() == 0:
        return command
    sudo = shutil.which("sudo")
    return [sudo, "-n", *command] if sudo and works([sudo, "-n", "true"]) else None


def install_packages(packages: list[str]) -> bool:
    """Install Debian `packages` where we may; a list of packages that is missing or stale is fetched first."""
    command = apt_get()
    if command is None:
        return False
    install = [*command, "install", "--no-install-recommends", *packages]
    say(f"Cài thư viện hệ thống: {' '.join(packages)}", "Installing system libraries.")
    for step in (install, [*command, "update"], install):
        done = subprocess.run(
            step, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode == 0 and step is install:
            return True
    print(done.stdout[-2000:], done.stderr[-2000:], sep="\n", flush=True)
    return False


def provide(libraries: dict[str, str]) -> bool:
    """Whether all `libraries` are there, installed by us if need be; says which are missing where we couldn't."""
    missing = missing_packages(libraries)
    if missing and install_packages(missing):
        missing = missing_packages(libraries)
    if missing:
        say(
            f"Thiếu thư viện hệ thống. Hãy nhờ người quản trị máy chạy: apt-get install {' '.join(missing)}",
            "System libraries are missing, and this account may not install them. On other systems than Debian and "
            "Ubuntu the packages have other names.",
        )
    return not missing


# ---- the environment


@dataclass(frozen=True)
class Checkout:
    """The folder of the project, and what is made in it."""

    root: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> str:
        """The environment's own interpreter."""
        return str(self.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))

    def tool(self, name: str) -> str:
        """A command that an installed package brings."""
        return str(self.venv / (f"Scripts/{name}.exe" if os.name == "nt" else f"bin/{name}"))

    @property
    def _stamp(self) -> Path:
        return self.venv / "nq71-stamp.json"

    def stamps(self) -> dict[str, str]:
        """What is finished: step -> what it was made from. Nothing where there is no environment yet."""
        try:
            found = json.loads(self._stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def stamp(self, step: str, made_from: str) -> None:
        """Remember that `step` was finished; what was begun and not finished is done again."""
        self._stamp.write_text(json.dumps({**self.stamps(), step: made_from}), encoding="utf-8")

    def fingerprint(self, name: str) -> str:
        """What the file `name` of the checkout says, as a hash that doesn't change with line ends."""
        return hashlib.sha256((self.root / name).read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def prepare(checkout: Checkout, dev: bool) -> None:
    """Make `.venv` be what the lock file says; a second call with nothing changed costs milliseconds."""
    lock = "requirements-dev.lock" if dev else "requirements.lock"
    base = f"{sys.version} {sys.base_prefix} {checkout.root} {checkout.fingerprint('requirements.lock')}"
    if checkout.stamps().get("base") != base or not Path(checkout.python).exists():
        _make_venv(checkout)
        checkout.stamp("base", base)
    wanted = checkout.fingerprint(lock)
    if checkout.stamps().get(lock) != wanted:
        started = time.monotonic()
        say(
            f"Cài các gói trong {lock} (lần đầu mất vài phút) …",
            "Installing from the lock file, each package checked against its hash.",
        )
        _pip(checkout, "install", "--require-hashes", "--no-deps", "--only-binary=:all:", "-r", lock)
        _pip(checkout, "check")
        checkout.stamp(lock, wanted)
        checkout.stamp("requirements.lock", checkout.fingerprint("requirements.lock"))  # the other one holds it too
        print(f"    {time.monotonic() - started:.0f} s", flush=True)
    project = checkout.fingerprint("pyproject.toml")
    if checkout.stamps().get("project") != project:
        _pip(checkout, "install", "--no-deps", "--no-build-isolation", "--editable", ".")
        checkout.stamp("project", project)


def _make_venv(checkout: Checkout) -> None:
    """A new `.venv`; bare Debian has `venv` without `ensurepip`, then the outside pip serves (see `_pip`)."""
    if Path(sys.prefix).resolve() == checkout.venv.resolve():
        raise Stop(
            "Môi trường .venv đã cũ: hãy chạy lại bằng Python của hệ thống (python3 hoặc py).",
            "The environment is out of date: run this with the system's Python, not with the one in .venv.",
        )
    say("Tạo môi trường .venv …", "Making the environment.")
    if checkout.venv.exists():
        shutil.rmtree(checkout.venv)
    make = [sys.executable, "-m", "venv", str(checkout.venv)]
    whole = importlib.util.find_spec("ensurepip") is not None
    if not whole and not works([sys.executable, "-m", "pip", "--python", sys.executable, "--version"]):
        whole = install_packages(["python3-venv"])
        if not whole:
            raise Stop(
                "Python này không có pip: hãy cài gói python3-pip (hoặc python3-venv) rồi chạy lại.",
                "This Python has no pip: install the package python3-pip (or python3-venv), then run this again.",
            )
    if call([*make] if whole else [*make, "--without-pip"], checkout.root) != 0:
        raise Stop("Không tạo được môi trường .venv.", "The environment could not be made; the reason stands above.")


def _pip(checkout: Checkout, *arguments: str) -> None:
    """Run pip for `.venv`: its own, else the calling interpreter's with `--python` (pip ≥ 22.3)."""
    command = [checkout.python, "-m", "pip"]
    if not works([*command, "--version"]):
        command = [sys.executable, "-m", "pip", "--python", checkout.python]
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
    if arguments[0] == "install":
        arguments += ("--progress-bar=off",)
    if call([*command, *quiet, *arguments], checkout.root) != 0:
        raise Stop(
            "Không cài được các gói cần thiết: hãy kiểm tra mạng và chỗ trống trên ổ đĩa rồi chạy lại.",
            "The packages could not be installed; the reason stands above. Look at the network and the disk.",
        )


# ---- run


def wanted_libraries() -> dict[str, str]:
    """What Qt needs on this machine, as its screen says: X11, Wayland or none."""
    wanted = dict(QT_LIBRARIES)
    if os.environ.get("DISPLAY"):
        wanted.update(X11_LIBRARIES)
    if os.environ.get("WAYLAND_DISPLAY"):
        wanted.update(WAYLAND_LIBRARIES)
    return wanted


def has_screen(python: str) -> bool:
    """Whether a window can be shown. The environment's Qt is asked, as only it knows: a wrong guess aborts it."""
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in ("offscreen", "minimal", "vnc"):
        return False
    if os.name == "nt":
        return True
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    if works([python, "-c", "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"]):
        return True
    say("Có khai báo màn hình nhưng không mở được.", "A screen is named, but it can't be opened.")
    return False


def demonstration(checkout: Checkout, fresh: bool) -> Path:
    """The demonstration school's data folder, made once; what a person typed in it stays until `fresh`."""
    folder = checkout.root / "demo"
    note = folder / "open.json"
    try:
        school = Path(json.loads(note.read_text(encoding="utf-8"))["open"])
        if school.is_dir() and not fresh:
            return school
    except (OSError, ValueError, KeyError):
        pass  # never made, or not to the end
    clear(folder)
    say("Tạo số liệu trình diễn trong thư mục demo …", "Making demonstration data.")
    made = subprocess.run(
        [checkout.python, "-m", "desktop", "--json", "demo", str(folder)],
        cwd=checkout.root, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False,
    )  # fmt: skip
    if made.returncode != 0:
        raise Stop("Chưa tạo được số liệu trình diễn.", "The demonstration data could not be made.", made.returncode)
    school = checkout.root / str(json.loads(made.stdout)["open"])
    note.write_text(json.dumps({"open": str(school)}), encoding="utf-8")
    return school


def clear(folder: Path) -> None:
    """Take away an earlier demonstration; stops where a window still has it open (Windows)."""
    try:
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise Stop(
            f"Chưa xóa được số liệu trình diễn cũ trong “{folder}”: hãy đóng cửa sổ đang mở rồi chạy lại.",
            f"The earlier demonstration could not be removed ({error.strerror}): close the window that shows it.",
        ) from error


def run(checkout: Checkout, headless: bool, fresh: bool) -> int:
    """`run`: the window on the demonstration school where there is a screen, else the whole main job with its results."""
    prepare(checkout, dev=False)
    provide(wanted_libraries())
    if not headless and has_screen(checkout.python):
        school = demonstration(checkout, fresh)
        say(f"Mở cửa sổ với số liệu trình diễn: {school}", "Opening the window on the demonstration school.")
        return call([checkout.python, "-m", "desktop", "--data", str(school)], checkout.root)
    clear(checkout.root / "demo")
    say(
        "Không mở cửa sổ: làm trọn việc chính và in kết quả.",
        "No window: doing the whole main job, results below.",
    )
    return call([checkout.python, "-m", "desktop", "demo", str(checkout.root / "demo")], checkout.root)


# ---- test


def checks(checkout: Checkout, pytest_arguments: list[str]) -> list[tuple[str, list[str]]]:
    """Every check, quickest first: heading, command."""
    python = checkout.python
    return [
        ("ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        ("ruff check", [python, "-m", "ruff", "check", "."]),
        ("mypy", [python, "-m", "mypy"]),
        ("lint-imports", [checkout.tool("lint-imports"), "--no-logo"]),
        ("pytest", [python, "-m", "pytest", "--numprocesses", "auto", *pytest_arguments]),
    ]


def test(checkout: Checkout, pytest_arguments: list[str]) -> int:
    """`test`: every check in turn, no window shown; the exit code of the first that fails."""
    prepare(checkout, dev=True)
    if not provide(QT_LIBRARIES):
        raise Stop("Chưa chạy được kiểm thử khi thiếu thư viện trên.", "The tests need the libraries named above.")
    provide(TOKEN_LIBRARIES)  # where they can't be had, the tests that need them are skipped
    shown_nowhere = {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM") or "offscreen"}
    for heading, command in checks(checkout, pytest_arguments):
        print(f"\n== {heading}", flush=True)
        started = time.monotonic()
        code = call(command, checkout.root, **shown_nowhere)
        print(
            f"== {heading}: {'ok' if code == 0 else f'exit code {code}'}, {time.monotonic() - started:.1f} s",
            flush=True,
        )
        if code != 0:
            return code
    return 0


# ---- start


def arguments() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = argparse.ArgumentParser(prog="nq71.py", description="Chạy thử và kiểm thử Sổ truyền thông NQ71.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="run | test")
    running = commands.add_parser("run", help="chạy chương trình với số liệu trình diễn")
    running.add_argument("--headless", action="store_true", help="không mở cửa sổ, in kết quả ra màn hình dòng lệnh")
    running.add_argument("--fresh", action="store_true", help="làm lại số liệu trình diễn từ đầu")
    testing = commands.add_parser("test", help="chạy mọi kiểm tra; phần còn lại của dòng lệnh đưa cho pytest")
    testing.add_argument("pytest", nargs=argparse.REMAINDER, help="ví dụ: -m slow, -k tên")
    return parser


def with_other_python() -> int:
    """Hand the same command line to a Python that fits, or say that none is here."""
    found = other_python()
    if found:
        return subprocess.call([*found, str(Path(__file__).resolve()), *sys.argv[1:]])
    raise Stop(
        f"Cần Python 3.11 đến 3.14 bản 64 bit; máy này chạy {platform.python_version()}. Hãy cài rồi chạy lại.",
        f"64-bit Python 3.11 to 3.14 is needed; this is {platform.python_version()} and no other was found. Install one.",
    )


def main() -> int:
    """Do what the command line says; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a Windows console or pipe of cp1252 can't take Vietnamese
            stream.reconfigure(encoding="utf-8", errors="replace")
    wanted = arguments().parse_args()
    checkout = Checkout(Path(__file__).resolve().parent.parent)
    try:
        if not (OLDEST <= sys.version_info[:2] <= NEWEST and sys.maxsize > 2**32):
            return with_other_python()
        judge_machine()
        if wanted.command == "run":
            return run(checkout, wanted.headless, wanted.fresh)
        return test(checkout, wanted.pytest)
    except Stop as stop:
        say(stop.vietnamese, stop.english)
        return stop.code
    except OSError as error:
        say(
            f"Không đọc hoặc ghi được: {error}",
            "A file could not be read or written; look at rights and disk space.",
        )
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
