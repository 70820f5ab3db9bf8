import json
import subprocess
import sys
from pathlib import Path

import pytest

from vibekoder import __version__
from vibekoder.cli.main import Open, exit_code, parse_open

WITHOUT_QT = """
import sys
from vibekoder.__main__ import main
code = main(sys.argv[1:])
heavy = {"PySide6", "shiboken6", "qasync", "httpx", "keyring"}
print(sorted({name.partition(".")[0] for name in sys.modules} & heavy), file=sys.stderr)
sys.exit(code)
"""


def vibekoder(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_QT, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_comes_without_qt(option: str) -> None:
    done = vibekoder(option)

    assert (done.returncode, done.stdout) == (0, f"vibekoder {__version__}\n")
    assert done.stderr == "[]\n"


def test_help_names_every_command_and_comes_without_qt() -> None:
    done = vibekoder("--help")

    assert done.returncode == 0
    for word in ("open", "show", "recover", "--self-check", "--version"):
        assert word in done.stdout
    assert done.stderr == "[]\n"


def test_show_and_recover_come_without_qt(tmp_path: Path) -> None:
    (tmp_path / "001.md").write_text("=={ User }==\nhi\n")

    shown = vibekoder("show", tmp_path / "001.md", "--json")
    recovered = vibekoder("recover", tmp_path)

    assert json.loads(shown.stdout)["slices"][0]["text"] == "hi"
    assert (shown.returncode, shown.stderr) == (0, "[]\n")
    assert (recovered.returncode, recovered.stderr) == (0, "[]\n")


def test_help_for_open_comes_without_qt() -> None:
    done = vibekoder("open", "--help")

    assert done.returncode == 0
    for word in ("--send", "--backend", "--base-url", "--model", "--trace", "--exit-when-idle"):
        assert word in done.stdout
    assert done.stderr == "[]\n"


@pytest.mark.parametrize("words", [["sing"], ["open"], ["open", "p", "--loud"], ["show"]])
def test_a_wrong_command_line_is_code_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert parse_open(words) == 2
    assert "usage: vibekoder" in capsys.readouterr().err


def test_a_command_for_the_terminal_is_none_for_the_window(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert parse_open(["show", "x"]) == 2
    assert "usage: vibekoder" in capsys.readouterr().err


def test_help_is_no_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert parse_open(["open", "--help"]) == 0
    assert "--exit-when-idle" in capsys.readouterr().out


def test_without_words_the_window_opens_as_it_was_left() -> None:
    assert parse_open([]) == Open()


def test_everything_about_open_is_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["open", "p", "s.md", "--send", "hi", "--backend", "b", "--base-url", "http://h/v1"]
    words += ["--model", "m", "--trace", "t.jsonl", "--exit-when-idle"]

    assert parse_open(words) == Open(
        tmp_path / "p",
        tmp_path / "p" / "s.md",
        "hi",
        "b",
        "http://h/v1",
        "m",
        tmp_path / "t.jsonl",
        True,
    )


def test_a_session_is_named_from_here_or_from_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here.md").touch()

    for named, meant in (
        ("here.md", tmp_path / "here.md"),
        ("sessions/001.md", tmp_path / "p" / "sessions" / "001.md"),
        (str(tmp_path / "x.md"), tmp_path / "x.md"),
    ):
        assert parse_open(["open", "p", named]) == Open(tmp_path / "p", meant)


@pytest.mark.parametrize(
    ("status", "placed", "code"),
    [
        ("complete", True, 0),
        ("length", True, 0),
        ("filtered", True, 0),
        ("error", False, 1),
        ("refused", False, 3),
        ("stopped", True, 4),
        ("interrupted", True, 4),
        ("error", True, 4),
        ("stopped", False, 1),
    ],
)
def test_the_exit_code_tells_how_the_answer_ended(status: str, placed: bool, code: int) -> None:
    assert exit_code(status, placed) == code
