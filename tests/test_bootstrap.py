"""The program as it starts: what it reads, what it opens, what it refuses, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QIcon
from pytestqt.qtbot import QtBot

from tests.end2end.person import Person, write_project
from tests.end2end.process import PATIENCE, start, steps
from tests.end2end.streams import paced
from tests.support.builders import file_text
from tests.support.server import ScriptedServer, stream
from vibekoder.cli.main import Open
from vibekoder.core.session import parse
from vibekoder.store.paths import State, default_state, settings_file
from vibekoder.ui.application import make_app

Starts = Callable[..., Person]

TERMINATED = """
import os, signal
from PySide6.QtCore import QTimer
from vibekoder.bootstrap import Program, run
from vibekoder.ui.application import make_app
from vibekoder.cli.main import Open
from vibekoder.store.paths import default_state

program = Program(make_app(), Open(), default_state())

def look():
    if program.window.isVisible():
        look_again.stop()
        os.kill(os.getpid(), signal.SIGTERM)

look_again = QTimer(program, interval=5)
look_again.timeout.connect(look)
look_again.start()
raise SystemExit(run(program))
"""


@pytest.fixture
def state() -> State:
    """The state folder of this test."""
    return default_state()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with nothing in it: its prompts are rehearsed."""
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.fixture
def settings() -> Path:
    """The settings of this test: a rehearsal without pauses."""
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[rehearsal]\nspeed = 0\n", "utf-8")
    return path


@pytest.fixture
def starts(qtbot: QtBot, root: Path, settings: Path, state: State) -> Iterator[Starts]:
    """Starts the program with a wish, as often as it is called; without words, on the project."""
    people: list[Person] = []

    def make(**wish: Any) -> Person:
        people.append(Person(qtbot, Open(**(wish or {"project": root})), state))
        return people[-1]

    yield make
    for person in people:
        person.leave()


def over(person: Person) -> int:
    """Wait for the end; the exit code."""
    person.until(lambda: person.codes)
    assert not person.window.isVisible()
    return person.codes[0]


def said(person: Person) -> str:
    """Everything that notices have said."""
    return "\n".join(person.notices())


def shows_something(process: subprocess.Popen[bytes], trace: Path) -> None:
    """Wait until a program has shown the first piece of an answer."""
    while not [one for one in steps(trace) if one["step"] == "shown" and one["chars"]]:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.02)


def files(folder: Path) -> list[str]:
    """The sessions of a project."""
    return sorted(one.name for one in (folder / "sessions").glob("*.md"))


# ------------------------------------------------------------------ what it reads


def test_a_setting_that_cannot_be_used_is_said_and_the_program_starts(
    starts: Starts, settings: Path
) -> None:
    settings.write_text('[ui]\ntheme = "plaid"\n[strange]\nkey = 1\n', "utf-8")
    person = starts()
    person.ready()
    assert said(person).count("A setting is not used") == 2
    assert "ui.theme" in said(person)
    assert "strange" in said(person)


def test_settings_that_are_no_toml_are_said_with_their_line_and_left_alone(
    starts: Starts, settings: Path
) -> None:
    settings.write_text("[ui]\ntheme = \n", "utf-8")
    person = starts()
    person.ready()
    assert "settings.toml" in said(person)
    assert "line 2" in said(person).lower()
    assert settings.read_text("utf-8") == "[ui]\ntheme = \n"


def test_settings_that_cannot_be_read_are_said_and_the_program_starts(
    starts: Starts, settings: Path
) -> None:
    settings.unlink()
    settings.mkdir()
    person = starts()
    person.ready()
    assert str(settings) in said(person)


def test_the_settings_choose_the_theme(starts: Starts, settings: Path) -> None:
    settings.write_text('[ui]\ntheme = "dark"\n', "utf-8")
    assert starts().program.look.theme.name == "dark"


@pytest.mark.parametrize("garbage", [b"", b"{", b"[1]", b'"x"', b'{"projects": 3, "project": 4}'])
def test_a_window_that_is_remembered_wrongly_is_opened_anew(
    starts: Starts, state: State, garbage: bytes
) -> None:
    state.root.mkdir(parents=True, exist_ok=True)
    state.window.write_bytes(garbage)
    person = starts()
    person.ready()
    person.quit()
    assert json.loads(state.window.read_bytes())["project"] == str(person.program.wish.project)


@pytest.mark.logs
def test_a_state_folder_that_cannot_be_written_does_not_stop_the_program(
    qtbot: QtBot, root: Path, settings: Path, tmp_path: Path
) -> None:
    (tmp_path / "in the way").write_text("")
    person = Person(qtbot, Open(root), State(tmp_path / "in the way" / "state"))
    person.ready()
    person.type("Hello")
    person.press("Ctrl+Return")
    person.until(lambda: person.composer.text() == "Hello")
    assert "in the way" in said(person)
    person.window.abandon()
    assert over(person) == 0
    person.leave()


# ------------------------------------------------------------------ what it opens


def test_the_first_start_shows_how_to_begin(starts: Starts) -> None:
    person = starts(project=None)
    assert person.window.tabs.no_project.isVisible()
    assert person.window.isVisible()
    person.quit()
    assert person.codes == [0]


def test_the_window_bears_the_programs_icon(starts: Starts) -> None:
    make_app().setWindowIcon(QIcon())
    person = starts(project=None)
    person.until(lambda: len(person.window.windowIcon().availableSizes()) == 8)


def test_a_project_is_opened_with_a_first_session(starts: Starts, root: Path) -> None:
    person = starts()
    person.ready()
    assert person.path == root / "sessions" / "001.md"
    assert person.window.windowTitle() == "project — VibeKoder"


def test_the_last_project_comes_back_with_its_tabs_and_the_caret(
    starts: Starts, root: Path
) -> None:
    path = root / "sessions" / "007.md"
    path.parent.mkdir()
    path.write_text(file_text("u aaaaaa: One", "a bbbbbb: Two"), "utf-8")
    person = starts(project=root, session=path)
    person.ready()
    person.new_session()
    person.press("Alt+1")
    person.editor.setFocus()
    person.editor.set_caret(2, len(person.tab.desk.shown(2)) - 2)
    caret = person.editor.caret()
    person.quit()
    again = starts(project=None)
    again.until(lambda: len(again.window.tabs.widgets) == 2)
    assert [one.tab.path.name for one in again.window.tabs.widgets] == ["007.md", "008.md"]
    assert again.path == path
    assert again.editor.caret() == caret


def test_a_project_that_is_gone_is_not_opened_again(
    starts: Starts, root: Path, tmp_path: Path
) -> None:
    person = starts()
    person.ready()
    person.quit()
    root.rename(tmp_path / "elsewhere")
    again = starts(project=None)
    assert again.window.tabs.no_project.isVisible()
    assert said(again) == ""


def test_a_project_that_is_named_comes_back_with_its_tabs_and_gets_no_new_session(
    starts: Starts, root: Path
) -> None:
    person = starts()
    person.ready()
    person.quit()
    again = starts()
    again.ready()
    assert again.path == person.program.wish.project / "sessions" / "001.md"
    assert files(root) == ["001.md"]


def test_where_all_remembered_sessions_are_gone_a_new_one_is_made(
    starts: Starts, root: Path
) -> None:
    person = starts()
    person.ready()
    person.quit()
    (root / "sessions" / "001.md").unlink()
    again = starts()
    again.ready()
    assert files(root) == ["001.md"]
    assert said(again) == ""


def test_the_session_that_is_named_is_opened_alone(starts: Starts, root: Path) -> None:
    path = root / "notes.md"
    path.write_text(file_text("u aaaaaa: One"), "utf-8")
    person = starts(project=root, session=path)
    person.ready()
    person.rest()
    assert [one.tab.path for one in person.window.tabs.widgets] == [path]
    assert not (root / "sessions").exists()


@pytest.mark.skipif(os.name == "nt", reason="there are no named pipes of this kind")
def test_until_the_session_comes_nobody_is_told_that_none_is_open(
    starts: Starts, root: Path
) -> None:
    slow = root / "sessions" / "slow.md"
    slow.parent.mkdir()
    os.mkfifo(slow)
    person = starts(project=root, session=slow)
    person.until(lambda: any("Opening slow.md" in one for one in person.notices()))
    tabs = person.window.tabs
    assert tabs.pages.currentWidget() is tabs.bare
    with slow.open("wb") as pipe:
        slow.unlink()
        slow.write_bytes(b"=={ User }==\n\nAt last\n")
        pipe.write(b"=={ User }==\n\nAt last\n")
    person.until(lambda: tabs.current is not None)


def test_where_no_session_comes_the_next_step_is_shown(starts: Starts, root: Path) -> None:
    person = starts(project=root, session=root / "sessions" / "none.md")
    person.until(person.window.tabs.no_session.isVisible)


@pytest.mark.parametrize("named", ["001.md", "sessions/001.md"])
def test_a_session_may_be_named_as_in_the_list_of_sessions(
    starts: Starts, root: Path, named: str
) -> None:
    (root / "sessions").mkdir()
    (root / "sessions" / "001.md").write_text(file_text("u aaaaaa: One"), "utf-8")
    person = starts(project=root, session=root / named)
    person.ready()
    assert person.path == root / "sessions" / "001.md"


def test_each_project_has_tabs_of_its_own(starts: Starts, root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for folder, count in ((root, 1), (other, 2)):
        person = starts(project=folder)
        person.ready()
        for _ in range(count - 1):
            person.new_session()
        person.quit()
    again = starts(project=root)
    again.ready()
    assert [one.tab.path.parents[1] for one in again.window.tabs.widgets] == [root]


def test_a_folder_with_settings_that_are_no_toml_is_told_with_its_line_and_loses_nothing(
    starts: Starts, root: Path
) -> None:
    text = 'id = "p1"\nname = "half\n'
    (root / "vibekoder.toml").write_text(text, "utf-8")
    person = starts()
    assert "vibekoder.toml" in said(person)
    assert "line 2" in said(person).lower()
    assert (root / "vibekoder.toml").read_text("utf-8") == text
    assert person.window.tabs.no_project.isVisible()
    assert person.codes == []


def test_a_backend_that_is_not_there_is_said_in_the_window(starts: Starts, root: Path) -> None:
    person = starts(project=root, backend="nowhere")
    assert "nowhere" in said(person)
    assert person.codes == []


def test_an_address_and_a_model_from_the_command_line_win_over_the_project(
    starts: Starts, root: Path, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    write_project(root, "http://127.0.0.1:9/v1")
    person = starts(project=root, base_url=server.base_url, model="m7")
    person.ready()
    person.ask()
    assert person.answer is not None
    assert person.answer.text == "Fine"
    assert server.visits[0].json()["model"] == "m7"


# ------------------------------------------------------------------ sending without a hand


def test_a_prompt_from_the_command_line_is_sent_and_the_window_stays(
    starts: Starts, root: Path
) -> None:
    person = starts(project=root, send="Hello there")
    person.ready()
    person.rest()
    assert person.answer is not None
    assert "Hello there" in person.answer.text
    assert person.codes == []


def test_each_prompt_gets_a_session_of_its_own_where_none_is_named(
    starts: Starts, root: Path
) -> None:
    for _ in range(2):
        assert over(starts(project=root, send="Hello", exit_when_idle=True)) == 0
    assert files(root) == ["001.md", "002.md"]


def test_with_nothing_to_send_it_leaves_as_soon_as_all_is_idle(starts: Starts, root: Path) -> None:
    person = starts(project=root, exit_when_idle=True)
    assert over(person) == 0
    assert files(root) == ["001.md"]
    assert person.journals() == []


def test_a_session_that_is_only_opened_is_left_as_it_is(starts: Starts, root: Path) -> None:
    path = root / "001.md"
    path.write_text(file_text("u aaaaaa: One"), "utf-8")
    assert over(starts(project=root, session=path, exit_when_idle=True)) == 0
    assert path.read_text("utf-8") == file_text("u aaaaaa: One")


def test_who_works_here_finds_the_window_as_it_was_after_an_unattended_run(
    starts: Starts, root: Path, state: State
) -> None:
    person = starts()
    person.ready()
    person.quit()
    before = state.window.read_bytes()
    assert over(starts(project=root, send="Hello", exit_when_idle=True)) == 0
    assert state.window.read_bytes() == before


@pytest.mark.parametrize("wish", [{"send": "Hello"}, {}])
def test_a_backend_that_is_not_there_is_refused_with_3(
    starts: Starts, root: Path, capsys: pytest.CaptureFixture[str], wish: dict[str, Any]
) -> None:
    person = starts(project=root, backend="nowhere", exit_when_idle=True, **wish)
    assert over(person) == 3
    assert "no backend named nowhere" in capsys.readouterr().err
    assert list(root.iterdir()) == []


def test_a_project_that_cannot_be_opened_is_refused_with_3(
    starts: Starts, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "vibekoder.toml").write_text("= 1\n", "utf-8")
    assert over(starts(project=root, send="Hello", exit_when_idle=True)) == 3
    assert "line 1" in capsys.readouterr().err.lower()


def test_a_session_that_cannot_be_made_is_refused_with_3(
    starts: Starts, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "sessions").write_text("in the way")
    assert over(starts(project=root, send="Hello", exit_when_idle=True)) == 3
    assert "No session could be made" in capsys.readouterr().err


def test_a_session_elsewhere_is_opened_although_the_others_cannot_be_listed(
    starts: Starts, root: Path
) -> None:
    (root / "sessions").write_text("in the way")
    path = root / "notes.md"
    path.write_text(file_text("u aaaaaa: One"), "utf-8")
    person = starts(project=root, session=path, exit_when_idle=True)
    assert over(person) == 0
    assert "The sessions cannot be listed" in said(person)


def test_a_session_that_is_not_there_is_refused_with_3(
    starts: Starts, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = root / "sessions" / "009.md"
    wish = {"project": root, "session": missing, "send": "Hello", "exit_when_idle": True}
    assert over(starts(**wish)) == 3
    assert "009.md cannot be opened" in capsys.readouterr().err


def test_a_disk_that_refuses_the_answer_ends_it_with_4_and_the_next_start_has_the_answer(
    starts: Starts, root: Path, server: ScriptedServer, tmp_path: Path
) -> None:
    talk = paced("First ", "second")
    server.reply(talk.answer)
    words = [str(root), "--base-url", server.base_url, "--model", "m", "--send", "Hello"]
    trace = tmp_path / "trace.jsonl"
    with start("open", *words, "--exit-when-idle", "--trace", str(trace)) as process:
        shows_something(process, trace)
        folder = (root / "sessions").rename(root / "away")
        (root / "sessions").write_text("in the way")
        talk.end()
        _, said_there = process.communicate(timeout=PATIENCE)
    assert process.returncode == 4
    assert b"001.md cannot be saved" in said_there
    (root / "sessions").unlink()
    folder.rename(root / "sessions")
    again = starts()
    again.until(lambda: "recovered" in said(again))
    last = parse((root / "sessions" / "001.md").read_bytes()).slices[-1]
    assert last.text == "First second"


# ------------------------------------------------------------------ the program as a process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_saves_and_ends_the_process(
    root: Path, settings: Path, tmp_path: Path, number: signal.Signals
) -> None:
    settings.write_text("[rehearsal]\nspeed = 60\n", "utf-8")
    trace = tmp_path / "trace.jsonl"
    with start("open", str(root), "--send", "Hello", "--trace", str(trace)) as process:
        shows_something(process, trace)
        process.send_signal(number)
        assert process.wait(PATIENCE) == 4
    shown = max(one["chars"] for one in steps(trace) if one["step"] == "shown")
    last = parse((root / "sessions" / "001.md").read_bytes()).slices[-1]
    assert last.status == "stopped"
    assert len(last.text) >= shown > 0
    assert list(default_state().journals.rglob("*.jsonl")) == []


def test_a_signal_ends_a_window_without_a_project_too() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TERMINATED], env=os.environ, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0
