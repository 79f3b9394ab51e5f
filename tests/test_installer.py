"""The script of the README's two commands, without the network: what it decides, and what the lock files hold."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from installer import nq71
from installer.nq71 import Checkout

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "installer" / "nq71.py"
LOCKS = ("requirements.lock", "requirements-dev.lock")
on_posix = pytest.mark.skipif(os.name == "nt", reason="uses a shell script as a stand-in for a program")


def locked(name: str) -> dict[str, Requirement]:
    """Every package of a lock file, each line with its hashes cut off."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    found = [Requirement(line.removesuffix("\\")) for line in lines if re.match(r"[A-Za-z0-9]", line)]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


def put_program(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


# ---- the script itself


def test_an_old_python_can_at_least_read_the_script() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_the_script_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_without_a_command_it_says_how_it_is_used() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, encoding="utf-8", check=False)

    assert done.returncode == 2
    assert "run | test" in done.stderr


def test_vietnamese_help_reaches_a_console_of_another_code_page() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--help"], capture_output=True, env={**os.environ, "PYTHONIOENCODING": "cp1252"}
    )

    assert done.returncode == 0
    assert "số liệu trình diễn" in done.stdout.decode("utf-8")


# ---- the lock files


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_hash_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", text)

    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "@" not in text


def test_the_lock_files_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for name, asked in (
        (LOCKS[0], project["dependencies"] + extras["build"]),
        (LOCKS[1], project["dependencies"] + extras["build"] + extras["dev"]),
    ):
        held = locked(name)
        for requirement in map(Requirement, asked):
            (exact,) = held[canonicalize_name(requirement.name)].specifier
            assert requirement.specifier.contains(exact.version), f"{name}: {requirement}"


def test_developers_run_exactly_what_clerks_run() -> None:
    theirs, ours = locked(LOCKS[0]), locked(LOCKS[1])

    assert {name: str(ours.get(name)) for name in theirs} == {name: str(theirs[name]) for name in theirs}


# ---- finding an interpreter


@on_posix
def test_an_interpreter_that_fits_is_found_and_a_broken_one_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_program(tmp_path / "bin", "python3.12", "exit 127")  # as a version manager's shim without its version
    good = put_program(tmp_path / "bin", "python3.11", f'exec "{sys.executable}" "$@"')
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    assert nq71.other_python() == [str(good)]


@on_posix
def test_where_no_interpreter_fits_a_sentence_says_which_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(nq71.Stop) as stop:
        nq71.with_other_python()
    assert "Python 3.11" in stop.value.vietnamese
    assert stop.value.code == 1


# ---- system libraries and screen


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems bring their own")
def test_only_packages_whose_library_cannot_be_loaded_are_missing() -> None:
    assert nq71.missing_packages({"libc.so.6": "libc6", "libnobodyhasthis.so.9": "nobody"}) == ["nobody"]


@on_posix
def test_nothing_is_installed_where_we_may_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_program(tmp_path / "bin", "sudo", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    assert nq71.apt_get() is None
    assert nq71.install_packages(["nobody"]) is False


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Windows always has a screen")
def test_a_named_screen_that_is_not_there_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    assert not nq71.has_screen(sys.executable)

    monkeypatch.setenv("DISPLAY", ":4711")
    assert not nq71.has_screen(sys.executable)


def test_settings_that_lead_an_installation_astray_are_dropped_and_others_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_TARGET", "elsewhere")
    monkeypatch.setenv("PIP_DEFAULT_TIMEOUT", "180")

    assert "PIP_TARGET" not in nq71.environment()
    assert nq71.environment()["PIP_DEFAULT_TIMEOUT"] == "180"


# ---- stamps and the demonstration


def test_a_step_is_done_again_only_when_its_file_changed(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    lock = tmp_path / "requirements.lock"
    lock.write_bytes(b"one==1\n")
    checkout.venv.mkdir()
    assert checkout.stamps() == {}

    checkout.stamp("requirements.lock", checkout.fingerprint("requirements.lock"))
    lock.write_bytes(b"one==1\r\n")  # the same lock file, as a Windows checkout may have it
    assert checkout.stamps()["requirements.lock"] == checkout.fingerprint("requirements.lock")

    lock.write_bytes(b"one==2\n")
    assert checkout.stamps()["requirements.lock"] != checkout.fingerprint("requirements.lock")


def test_a_torn_stamp_file_means_that_nothing_is_finished(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    checkout.venv.mkdir()
    (checkout.venv / "nq71-stamp.json").write_text('{"base": ', encoding="utf-8")

    assert checkout.stamps() == {}


PROGRAM = """
import json, sys
from pathlib import Path
command, folder = sys.argv[1:3] if sys.argv[1] == "demo" else sys.argv[2:4]
school = Path(folder) / "truong"
school.mkdir(parents=True)
print(json.dumps({"open": str(school)}))
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout whose program only makes the demonstration's folder; its environment is the one we run in."""
    (tmp_path / "desktop").mkdir()
    (tmp_path / "desktop" / "__main__.py").write_text(PROGRAM, encoding="utf-8")

    class Here(Checkout):
        @property
        def python(self) -> str:
            return sys.executable

    return Here(tmp_path)


def test_the_demonstration_stays_until_a_fresh_one_is_asked_for(checkout: Checkout) -> None:
    school = nq71.demonstration(checkout, fresh=False)
    assert school == checkout.root / "demo" / "truong"

    (school / "typed.txt").write_text("typed by a person", encoding="utf-8")
    assert nq71.demonstration(checkout, fresh=False) == school
    assert (school / "typed.txt").exists()

    assert nq71.demonstration(checkout, fresh=True) == school
    assert not (school / "typed.txt").exists()


def test_a_demonstration_that_was_not_finished_is_made_again(checkout: Checkout) -> None:
    (checkout.root / "demo" / "truong").mkdir(parents=True)
    (checkout.root / "demo" / "half.txt").write_text("half", encoding="utf-8")

    school = nq71.demonstration(checkout, fresh=False)

    assert school.is_dir()
    assert not (checkout.root / "demo" / "half.txt").exists()
    assert json.loads((checkout.root / "demo" / "open.json").read_text(encoding="utf-8")) == {"open": str(school)}


def test_the_checks_are_those_that_ci_runs() -> None:
    headings = [heading for heading, _ in nq71.checks(Checkout(ROOT), [])]

    assert headings == ["ruff format", "ruff check", "mypy", "lint-imports", "pytest"]
    assert "installer/nq71.py test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
