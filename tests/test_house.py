"""The rules of the house that ruff, mypy and import-linter can't express, read from the tree as it lies there."""

from __future__ import annotations

import ast
import fnmatch
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from desktop import paths

ROOT = Path(__file__).parent.parent
TOP = {
    "desktop", "sync", "resources", "installer", "tests", "bench", "docs",
    "pyproject.toml", "requirements.lock", "requirements-dev.lock", "README.md", "CHANGELOG.md", "LICENSE",
}  # fmt: skip
HEAVY = {
    "sqlalchemy",
    "alembic",
    "reportlab",
    "openpyxl",
    "python_calamine",
    "cryptography",
    "pyrage",
    "pypdfium2",
    "docx",
    "lxml",
    "pikepdf",
    "PIL",
    "pyhanko",
    "pkcs11",
}


def ignored() -> list[str]:
    """The patterns of .gitignore, which holds plain names only; a leading / binds one to the top."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    return [line.rstrip("/") for line in lines if not line.startswith("#")]


def files(folder: Path = ROOT) -> Iterator[Path]:
    """Every file of the project below `folder`; git isn't asked, a copy of the tree may lie on a machine without it."""
    here = "/" if folder == ROOT else ""
    patterns = [pattern.removeprefix(here) for pattern in ignored()] + [".git"]
    for path in sorted(folder.iterdir()):
        if any(fnmatch.fnmatch(path.name, pattern) for pattern in patterns):
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


def sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Name and syntax tree of every Python file in `folders`."""
    for folder in folders:
        for path in files(ROOT / folder):
            if path.suffix == ".py":
                yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def loaded_by(module: str) -> set[str]:
    """The top-level names in sys.modules of a fresh interpreter that imported `module` and nothing else."""
    question = f"import {module}, sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    answer = subprocess.run([sys.executable, "-c", question], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return set(answer.stdout.split())


def test_the_top_of_the_tree_holds_what_was_agreed_and_nothing_else() -> None:
    found = {path.relative_to(ROOT).parts[0] for path in files()}

    assert {name for name in found if not name.startswith(".")} == TOP


def test_only_the_database_module_ends_a_transaction() -> None:
    ending = {
        f"{name}:{node.lineno}"
        for name, tree in sources("desktop", "sync")
        if name != "desktop/models/database.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "rollback"}
    }

    assert not ending


def test_nothing_is_mocked() -> None:
    mocking = set()
    for name, tree in sources("desktop", "sync", "tests", "bench", "installer"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.arg):
                modules = ["mock"] if node.arg == "mocker" else []
            else:
                continue
            if any("mock" in module.split(".") for module in modules):
                mocking.add(f"{name}:{node.lineno}")

    assert not mocking


def test_no_file_names_a_machine_or_a_registry() -> None:
    registries = "|".join(("pypi", "pythonhosted", "npmjs", "debian", "ubuntu", "crates", "anaconda"))
    wrong = re.compile(rf"(?<![\w.])/(?:work|root|opt/wheels|home/\w+)/|\b(?:{registries})\.(?:org|com|net|io)\b")
    found = []
    for path in files():
        content = path.read_bytes()
        if b"\0" in content or path.suffix == ".nq71":
            continue
        for number, line in enumerate(content.decode("utf-8").splitlines(), 1):
            if wrong.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")

    assert not found


def test_every_packaged_file_is_reached_by_name_and_goes_into_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["*"]
    packaged = [path for path in files(ROOT / "resources") if path.suffix != ".py"]

    assert packaged
    for path in packaged:
        assert paths.resource(path.relative_to(ROOT / "resources").as_posix()).samefile(path)
        assert any(fnmatch.fnmatch(path.name, pattern) for pattern in patterns), f"not in package-data: {path.name}"


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12")
def test_qt_gives_back_every_none_it_borrows(qapp: QApplication) -> None:
    """PySide6 6.12 lost one reference to None per call on Python 3.11 and aborted after some thousand calls."""
    label = QLabel()
    before = sys.getrefcount(None)
    for number in range(500):
        label.setText(str(number))

    assert abs(sys.getrefcount(None) - before) < 50


def test_the_window_starts_without_the_heavy_libraries() -> None:
    """They cost four fifths of a start when loaded first; each is imported in the room that needs it, when it does."""
    assert not loaded_by("desktop.app") & HEAVY


def test_the_command_line_needs_no_qt() -> None:
    assert "PySide6" not in loaded_by("desktop.cli")
