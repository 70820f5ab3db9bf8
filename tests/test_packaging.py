"""The two commands: a first start, a second one, and the checks, with stand-ins for other tools."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PLAIN = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at Linux's own tools")


@dataclass(frozen=True)
class House:
    """A checkout with a program that only tells its arguments, and a folder of stand-in tools."""

    root: Path
    tools: Path
    venv: Path

    def tool(self, name: str, script: str, folder: Path | None = None) -> None:
        path = (folder or self.tools) / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def call(self, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
        env: Mapping[str, str] = {
            "PATH": f"{self.tools}:{PLAIN}",
            "HOME": str(self.root.parent / "home"),
            "VIBEKODER_VENV": str(self.venv),
            "LOG": str(self.log),
        }
        return subprocess.run(
            words, env={**env, **extra}, capture_output=True, text=True, cwd="/", check=False
        )

    def part(self, script: str, **extra: str) -> subprocess.CompletedProcess[str]:
        """Run a few lines with everything of common.sh at hand."""
        start = f'set -eu; . "{self.root}/packaging/common.sh"; choose_folder; {script}'
        return self.call("sh", "-c", start, f"{self.root}/packaging/run", **extra)

    def run(self, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return self.call(f"{self.root}/packaging/run", *words, **extra)

    def test(self, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return self.call(f"{self.root}/packaging/test", *words, **extra)

    @property
    def log(self) -> Path:
        return self.root.parent / "log"

    @property
    def logged(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []

    @property
    def packages(self) -> Path:
        return next(self.venv.glob("lib/python*/site-packages"))


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A checkout whose path has blanks in it, without an environment."""
    root = tmp_path / "a check out"
    shutil.copytree(ROOT / "packaging", root / "packaging")
    shutil.copy(ROOT / "pyproject.toml", root)
    program = root / "vibekoder"
    program.mkdir()
    (program / "__init__.py").touch()
    (program / "__main__.py").write_text("import sys\nprint(sys.argv[1:])\n")
    (tmp_path / "tools").mkdir()
    (tmp_path / "home").mkdir()
    return House(root, tmp_path / "tools", tmp_path / "v env")


@pytest.fixture
def ready(house: House) -> House:
    """A checkout with a whole environment that holds stand-ins of the tools of the tests."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", house.venv], check=True)
    (house.packages / "checkout.pth").write_text(str(house.root))
    (house.packages / "PySide6/Qt").mkdir(parents=True)
    (house.packages / "pytest").mkdir()
    telling = "import os, sys\nprint('pytest', *sys.argv[1:], file=open(os.environ['LOG'], 'a'))\n"
    (house.packages / "pytest/__main__.py").write_text(telling)
    for name in ("ruff", "basedpyright", "lint-imports"):
        house.tool(
            name, f'echo {name} "$1" >>"$LOG"; [ "${{FAIL-}}" != {name} ]', house.venv / "bin"
        )
    house.tool("fc-list", "echo a font")
    house.tool("ldd", ":")
    stamp(house)
    return house


def stamp(house: House) -> None:
    answer = house.part('fingerprint >"$venv/vibekoder-dev.stamp"')
    assert answer.returncode == 0, answer.stderr


def test_a_name_on_the_path_that_only_prints_an_excuse_is_passed_over(house: House) -> None:
    house.tool("python3.13", "echo 'python3.13: command not found' >&2; exit 127")
    house.tool("python3.12", f'exec "{sys.executable}" "$@"')
    answer = house.part('find_python; echo "$minor"')
    assert answer.stdout == "{}.{}\n".format(*sys.version_info)


def test_the_named_interpreter_comes_first(house: House) -> None:
    house.tool("python3.13", f'echo wrong >>"$LOG"; exec "{sys.executable}" "$@"')
    assert house.part("find_python", PYTHON=sys.executable).returncode == 0
    assert house.logged == []


def test_an_environment_is_never_made_from_itself(ready: House) -> None:
    found = ready.part('find_python; echo "$python"', PYTHON=f"{ready.venv}/bin/python").stdout
    assert not found.startswith(str(ready.venv))


def test_without_a_new_enough_python_it_says_what_is_needed(house: House) -> None:
    for name in ("python3.13", "python3.12", "python3.11", "python3", "old"):
        house.tool(name, "exit 1")
    answer = house.run("--version", PYTHON="old")
    assert answer.returncode == 3
    assert "PYTHON=old is no Python 3.11 or newer" in answer.stderr
    assert "Python 3.11 or newer is needed" in answer.stderr


def test_a_second_start_looks_for_nothing_and_fetches_nothing(ready: House) -> None:
    for name in ("python3.13", "python3.12", "python3.11", "python3", "pip", "ldd", "fc-list"):
        ready.tool(name, f'echo {name} >>"$LOG"; exit 1')
    answer = ready.run("show", "a b", "--json")
    assert answer.stdout == "['show', 'a b', '--json']\n"
    assert ready.logged == []


def test_a_second_start_adds_less_than_a_third_of_a_second(ready: House) -> None:
    def least(*words: str) -> float:
        times = []
        for _ in range(5):
            begin = time.monotonic()
            assert ready.call(*words).returncode == 0
            times.append(time.monotonic() - begin)
        return min(times)

    bare = least(f"{ready.venv}/bin/python", "-m", "vibekoder", "--version")
    assert least(f"{ready.root}/packaging/run", "--version") - bare < 0.3


@pytest.mark.parametrize("file", ["pyproject.toml", "packaging/constraints.txt"])
def test_an_environment_of_other_versions_is_not_whole(ready: House, file: str) -> None:
    assert ready.part("whole run").returncode == 0
    with (ready.root / file).open("a") as text:
        text.write("# another\n")
    assert ready.part("whole run").returncode == 1
    assert ready.part("find_python; ours", PYTHON=sys.executable).returncode == 0


def test_an_environment_that_was_never_finished_is_made_anew(ready: House) -> None:
    (ready.venv / "vibekoder-dev.stamp").unlink()
    assert ready.part("whole run").returncode == 1
    assert ready.part("find_python; ours", PYTHON=sys.executable).returncode == 1


def test_an_environment_that_was_moved_is_made_anew(ready: House) -> None:
    moved = ready.venv.rename(ready.venv.with_name("moved"))
    there = {"VIBEKODER_VENV": str(moved), "PYTHON": sys.executable}
    assert ready.part("whole run", **there).returncode == 1
    assert ready.part("find_python; ours", **there).returncode == 1


def test_an_environment_whose_python_is_gone_is_made_anew(ready: House) -> None:
    (ready.venv / "bin/python").unlink()
    assert ready.part("whole run").returncode != 0
    assert ready.part("find_python; ours", PYTHON=sys.executable).returncode != 0


def test_an_environment_for_running_is_not_one_for_testing(ready: House) -> None:
    (ready.venv / "vibekoder-dev.stamp").rename(ready.venv / "vibekoder-run.stamp")
    assert ready.part("whole run").returncode == 0
    assert ready.part("whole dev").returncode == 1


def test_a_folder_with_something_else_in_it_is_left_alone(house: House) -> None:
    house.venv.mkdir()
    (house.venv / "diary.txt").write_text("mine")
    answer = house.run("--version", PYTHON=sys.executable)
    assert answer.returncode == 3
    assert (house.venv / "diary.txt").read_text() == "mine"


def test_an_environment_lives_in_the_checkout_if_nothing_else_is_said(house: House) -> None:
    assert house.part('echo "$venv"', VIBEKODER_VENV="").stdout == f"{house.root}/.venv\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_checkout_that_cannot_be_written_to_uses_the_cache_folder(house: House) -> None:
    house.root.chmod(0o555)
    answer = house.part('echo "$venv"', VIBEKODER_VENV="", XDG_CACHE_HOME="/cache")
    house.root.chmod(0o755)
    assert answer.stdout.startswith("/cache/vibekoder/venv-")


def test_without_ensurepip_and_pip_the_one_line_is_printed(house: House) -> None:
    bare = f'case "$*" in *ensurepip*|*pip*) exit 1 ;; esac; exec "{sys.executable}" "$@"'
    house.tool("bare", bare)
    house.tool("id", "echo 1000")
    house.tool("sudo", "exit 1")
    house.tool("apt-get", 'echo apt-get "$@" >>"$LOG"')
    answer = house.part(f'python="{house.tools}/bare"; minor=3; make_environment')
    assert answer.returncode == 3
    assert answer.stderr.endswith("\nsudo apt-get install --no-install-recommends python3-venv\n")
    assert house.logged == []


def test_packages_that_cannot_be_installed_leave_no_stamp(house: House) -> None:
    house.tool(
        "pip-less",
        f'case "$*" in *"pip --python"*install*) exit 1 ;; esac; exec "{sys.executable}" "$@"',
    )
    answer = house.part(
        'make_environment() { "$python" -m venv --without-pip "$venv"; }\n'
        "find_python; ensure_environment run",
        PIP_NO_INDEX="1",
        PYTHON=f"{house.tools}/pip-less",
    )
    assert answer.returncode == 3
    assert "could not be installed" in answer.stderr
    assert list(house.venv.glob("*.stamp")) == []


@pytest.mark.parametrize("words", [(), ("open", "project")])
def test_without_a_display_a_window_is_refused_and_the_self_check_named(
    house: House, words: tuple[str, ...]
) -> None:
    answer = house.run(*words)
    assert answer.returncode == 3
    assert "neither DISPLAY nor WAYLAND_DISPLAY" in answer.stderr
    assert "--self-check" in answer.stderr


@pytest.mark.parametrize(
    "line", ["--version", "--help", "show", "recover", "--self-check", "open --help", "a mistake"]
)
def test_what_needs_no_window_starts_without_a_display(ready: House, line: str) -> None:
    assert ready.run(*line.split()).stdout == f"{line.split()}\n"


@pytest.mark.parametrize("word", ["--version", "show"])
def test_what_needs_no_qt_asks_for_no_library(ready: House, word: str) -> None:
    ready.tool("ldd", "printf '\\tlibEGL.so.1 => not found\\n'")
    ready.tool("id", "echo 1000")
    assert ready.run(word).returncode == 0


def test_a_chosen_platform_needs_no_display(ready: House) -> None:
    assert ready.run("open", "x", QT_QPA_PLATFORM="offscreen").stdout == "['open', 'x']\n"


def test_a_folder_named_like_the_program_is_not_the_program(ready: House, tmp_path: Path) -> None:
    (tmp_path / "vibekoder").mkdir()
    (tmp_path / "vibekoder/__main__.py").write_text("print('another')")
    script = 'cd "$0" && exec "$1/packaging/run" show'
    assert ready.call("sh", "-c", script, str(tmp_path), str(ready.root)).stdout == "['show']\n"


def test_a_missing_library_is_named_by_its_package(ready: House) -> None:
    ready.tool("ldd", "printf '\\tlibEGL.so.1 => not found\\n\\tlibc.so.6 => /lib/libc.so.6\\n'")
    ready.tool("id", "echo 1000")
    ready.tool("apt-get", 'echo apt-get "$@" >>"$LOG"')
    answer = ready.run("--self-check")
    assert answer.returncode == 3
    last = answer.stderr.splitlines()[-1].split()
    assert last[:4] == ["sudo", "apt-get", "install", "--no-install-recommends"]
    assert "libegl1" in last
    assert ready.logged == []


def test_root_installs_what_is_missing_and_nothing_more(ready: House) -> None:
    ready.tool("ldd", "[ -e \"$LOG\" ] || printf '\\tlibxcb-cursor.so.0 => not found\\n'")
    ready.tool("id", "echo 0")
    ready.tool("apt-get", '[ "$2" = --simulate ] || echo apt-get "$@" >>"$LOG"')
    answer = ready.run("open", QT_QPA_PLATFORM="xcb")
    assert answer.stdout == "['open']\n"
    assert ready.logged[0] == "apt-get install -y --no-install-recommends libxcb-cursor0"


def test_the_libraries_are_looked_at_once_until_the_system_changes(ready: House) -> None:
    ready.tool("ldd", 'echo ldd >>"$LOG"')
    assert ready.run("--self-check").returncode == 0
    assert ready.run("--self-check").returncode == 0
    assert ready.logged == ["ldd"]
    os.utime(ready.venv / "libraries-offscreen.seen", (0, 0))
    assert ready.run("--self-check").returncode == 0
    assert ready.logged == ["ldd", "ldd"]


def test_a_library_that_no_table_knows_is_still_told(ready: House) -> None:
    ready.tool("ldd", "printf '\\tlibnew.so.7 => not found\\n'")
    ready.tool("id", "echo 1000")
    answer = ready.run("--self-check")
    assert answer.returncode == 3
    assert "no package is known for libnew.so.7" in answer.stderr


def test_each_library_has_a_package_on_three_systems() -> None:
    lines = (ROOT / "packaging/libraries.txt").read_text().splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    assert [row for row in rows if len(row) != 4] == []
    assert len({row[0] for row in rows}) == len(rows)


def test_pytest_runs_last_and_all_checks_before_it(ready: House) -> None:
    answer = ready.test()
    assert answer.returncode == 0, answer.stderr
    assert [line.split()[0] for line in ready.logged] == [
        "ruff", "ruff", "basedpyright", "lint-imports", "pytest",
    ]  # fmt: skip
    assert ready.logged[-1].endswith(" -n 2")


@pytest.mark.parametrize("name", ["ruff", "basedpyright", "lint-imports"])
def test_one_failed_check_stops_nothing_and_fails_the_whole(ready: House, name: str) -> None:
    answer = ready.test(FAIL=name)
    assert answer.returncode == 1
    assert len(ready.logged) == 5


def test_failed_tests_fail_the_whole(ready: House) -> None:
    (ready.packages / "pytest/__main__.py").write_text("raise SystemExit(7)")
    assert ready.test().returncode == 7


def test_other_arguments_go_to_pytest(ready: House) -> None:
    ready.test("--full", "tests/core", "-k", "a or b")
    assert ready.logged[-1].endswith(" --full tests/core -k a or b")


def test_with_full_every_branch_of_what_decides_must_be_tested(ready: House) -> None:
    assert ready.test("--full").returncode == 0
    covered, last = ready.logged[-2:]
    assert "--cov-fail-under=100" in covered.split()
    for layer in ("core", "wire", "store", "engine"):
        assert {f"tests/{layer}", f"--cov=vibekoder.{layer}"} <= set(covered.split())
    assert last.endswith(" --full -n 2")


def test_the_benchmarks_run_alone(ready: House) -> None:
    ready.test("--bench")
    assert len(ready.logged) == 1
    assert "--bench" in ready.logged[0]
    assert "-n" not in ready.logged[0].split()


def test_ci_runs_what_a_person_runs() -> None:
    assert "./packaging/test" in (ROOT / ".ci/run").read_text()


def test_every_dependency_has_one_exact_version() -> None:
    lines = (ROOT / "packaging/constraints.txt").read_text().splitlines()
    exact = dict(line.split("==") for line in lines if not line.startswith("#"))
    exact = {canonicalize_name(name): version for name, version in exact.items()}
    tables = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = tables["project"]["dependencies"] + tables["build-system"]["requires"]
    wanted += tables["project"]["optional-dependencies"]["dev"]
    for text in wanted:
        requirement = Requirement(text)
        assert requirement.specifier.contains(exact[canonicalize_name(requirement.name)]), text
