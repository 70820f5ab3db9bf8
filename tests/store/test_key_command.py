"""A command that prints a key: the person's own program, without a shell, never for ever."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from vibekoder.store.key_command import LONGEST, CommandFailed, printed_key

KEY = "sk-test-0123456789abcdef"
ENVIRON = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_the_first_line_is_the_key() -> None:
    assert printed_key(python(f"print(' {KEY} \\nuser: me')"), ENVIRON) == KEY


def test_words_are_arguments_and_no_shell_reads_them(tmp_path: Path) -> None:
    said = printed_key((*python("import sys; print(sys.argv[1])"), "$(touch x);`ls`"), ENVIRON)
    assert said == "$(touch x);`ls`"


def test_it_runs_at_home_and_not_in_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert printed_key(python("import os; print(os.getcwd())"), ENVIRON) == str(Path.home())


def test_a_program_of_the_project_cannot_stand_in_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pass"
    program.write_text("#!/bin/sh\necho stolen\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    for command, path in ((("./pass",), ENVIRON["PATH"]), (("pass",), ".")):
        with pytest.raises(CommandFailed, match="pass was not found"):
            printed_key(command, {**ENVIRON, "PATH": path})


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise SystemExit(3)", "ended with code 3"),
        ("print()", "printed nothing"),
        (f"print('x' * {LONGEST + 9})", "far more than a key"),
    ],
)
def test_a_command_without_a_key_is_told(code: str, said: str) -> None:
    with pytest.raises(CommandFailed, match=said):
        printed_key(python(code), ENVIRON)


def test_a_file_that_is_no_program_is_told(tmp_path: Path) -> None:
    odd = tmp_path / "odd"
    odd.write_bytes(b"\x00\x01")
    odd.chmod(0o755)
    with pytest.raises(CommandFailed, match="cannot be started"):
        printed_key((str(odd),), ENVIRON)


@pytest.mark.parametrize(
    "code",
    [
        "import time; time.sleep(60)",
        "import os, time; os.close(1); time.sleep(60)",
        "import subprocess, sys; "
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])",
    ],
)
def test_a_command_that_does_not_end_is_ended(code: str) -> None:
    with pytest.raises(CommandFailed, match="within"):
        printed_key(python(code), ENVIRON, limit=0.5)


def test_what_it_says_beside_the_key_is_repeated_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandFailed) as caught:
        printed_key(python(f"import sys; sys.exit('{KEY}')"), ENVIRON)
    assert KEY not in f"{caught.value!r} {caught.value.hint} {capfd.readouterr()}"
