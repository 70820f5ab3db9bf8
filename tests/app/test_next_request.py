"""What a tab would send next follows text, disk and model."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.app.room import Room
from tests.support.server import openai_stream
from vibekoder.app.choice import Choice
from vibekoder.app.next_request import NextRequest
from vibekoder.app.tab import Tab
from vibekoder.core.edits import Edit
from vibekoder.core.models import ModelFacts, Prices
from vibekoder.engine.calibrations import Calibrations
from vibekoder.engine.pieces import State
from vibekoder.store.projects import BackendEntry

FACTS = ModelFacts("small", context=1000, prices=Prices(10.0, 30.0))


class Desk:
    """A tab, the draft in its composer, and what would be sent."""

    def __init__(self, room: Room) -> None:
        (room.root / "a.py").write_text("one\n")
        self.room = room
        self.tab: Tab = room.new()
        self.draft = ""
        self.facts = FACTS
        self.next = NextRequest(
            self.tab, room.workspace.looking, lambda: self.draft, self.choice, self.tab
        )

    def choice(self) -> Choice | None:
        return Choice(BackendEntry("b", "openai"), "small", facts=self.facts)

    def write(self, draft: str) -> None:
        self.draft = draft
        self.next.stir()

    def until(self, condition: Callable[[], object]) -> None:
        self.room.until(condition)

    @property
    def states(self) -> list[str]:
        return [one.state for one in self.next.outlook.pieces]


@pytest.fixture
def desk(room: Room) -> Desk:
    return Desk(room)


def test_what_is_written_is_weighed_while_it_is_shown(desk: Desk) -> None:
    desk.next.set_shown(True)
    desk.write("<!-- include: a.py -->\nWhy?")
    desk.until(lambda: desk.states == [State.LIVE])
    assert desk.next.cost == pytest.approx(desk.next.outlook.tokens * 10 / 1_000_000)


def test_what_nobody_sees_is_not_looked_at(desk: Desk) -> None:
    desk.write("<!-- include: a.py -->")
    desk.next.look()
    assert not desk.room.workspace.looking.writer.busy
    assert desk.next.outlook.empty


def test_a_file_that_changes_shows_at_once(desk: Desk) -> None:
    desk.next.set_shown(True)
    desk.write("<!-- include: a.py -->\n<!-- include: gone.py -->")
    desk.until(lambda: desk.states == [State.LIVE, State.MISSING])
    (desk.room.root / "gone.py").write_text("here")
    desk.until(lambda: desk.states == [State.LIVE, State.LIVE])


def test_files_of_a_folder_are_followed(desk: Desk) -> None:
    (desk.room.root / "src").mkdir()
    (desk.room.root / "src/one.py").write_text("one")
    desk.next.set_shown(True)
    desk.write("<!-- include: src/ -->")
    desk.until(lambda: desk.next.outlook.whole)
    weight = desk.next.outlook.tokens
    (desk.room.root / "src/two.py").write_text("many words " * 50)
    desk.until(lambda: desk.next.outlook.tokens > weight)


def test_what_is_edited_in_the_session_counts(desk: Desk) -> None:
    desk.next.set_shown(True)
    desk.room.ask(desk.tab, "Hello")
    desk.until(lambda: desk.next.outlook.earlier.slices == 2)
    before = desk.next.outlook.tokens
    at = len(desk.tab.desk.shown(1)) - 2
    desk.tab.edit(Edit(1, at, 1, at, " and many more words"))
    desk.until(lambda: desk.next.outlook.tokens > before)


def test_after_a_send_it_knows_what_went_out_before(desk: Desk) -> None:
    desk.next.set_shown(True)
    desk.room.ask(desk.tab, "Hello")
    desk.until(lambda: 0 < (desk.next.outlook.before or 0) < desk.next.outlook.tokens)


def test_hidden_and_shown_again_it_sees_what_happened_meanwhile(desk: Desk) -> None:
    desk.next.set_shown(True)
    desk.write("<!-- include: a.py -->")
    desk.until(lambda: desk.states == [State.LIVE])
    desk.next.set_shown(False)
    (desk.room.root / "a.py").unlink()
    desk.next.set_shown(True)
    desk.until(lambda: desk.states == [State.MISSING])


def test_another_model_takes_no_pictures(desk: Desk) -> None:
    (desk.room.root / "shot.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    desk.next.set_shown(True)
    desk.write("<!-- include: shot.png -->")
    desk.until(lambda: desk.states == [State.LIVE])
    desk.facts = ModelFacts("blind", images=False)
    desk.next.renew()
    desk.until(lambda: desk.states == [State.DENIED])
    assert desk.next.cost is None


def test_without_a_model_nothing_is_known_of_its_cost(desk: Desk, room: Room) -> None:
    nowhere = NextRequest(desk.tab, room.workspace.looking, lambda: "", lambda: None, desk.tab)
    assert nowhere.facts == ModelFacts("")
    assert nowhere.cost is None


@pytest.mark.logs
def test_a_mistake_while_looking_is_logged_and_harms_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> object:
        raise ValueError("broken")

    monkeypatch.setattr("vibekoder.engine.stack.Stack.look", broken)
    desk.next.set_shown(True)
    desk.until(lambda: not desk.room.workspace.looking.writer.busy)
    assert desk.next.outlook.empty


def test_after_the_project_is_closed_nothing_is_looked_at(desk: Desk) -> None:
    desk.room.workspace.abandon()
    desk.next.set_shown(True)
    assert not desk.room.workspace.looking.writer.busy


def test_what_a_provider_counted_corrects_the_next_estimate_after_a_restart_too(
    room: Room,
) -> None:
    desk = Desk(room)
    usage = {"prompt_tokens": 600, "completion_tokens": 2}
    room.send(desk.tab, "word " * 400).play(openai_stream(["Fine"], usage=usage))
    room.rest(desk.tab)
    looking = room.workspace.looking
    room.until(lambda: looking.calibrations.of("small").found)
    room.until(lambda: not looking.writer.busy)
    assert desk.next.calibration.ratio > 1.2
    again = Calibrations(room.state.root / "tokens.json")
    again.load()
    assert again.of("small") == desk.next.calibration
    desk.draft = "word " * 400
    desk.next.set_shown(True)
    desk.until(lambda: desk.next.outlook.whole)
    raw = desk.next.outlook.words.tokens / desk.next.calibration.ratio
    assert 350 < raw < 450
    assert desk.next.outlook.words.tokens > 500


@pytest.mark.logs
def test_a_disk_that_keeps_nothing_of_it_stops_nothing(room: Room) -> None:
    desk = Desk(room)
    room.until(lambda: not room.workspace.looking.writer.busy)
    (room.state.root / "tokens.json").mkdir(parents=True)
    usage = {"prompt_tokens": 600, "completion_tokens": 2}
    room.send(desk.tab, "word " * 400).play(openai_stream(["Fine"], usage=usage))
    room.rest(desk.tab)
    room.until(lambda: not room.workspace.looking.writer.busy)
    assert desk.tab.session.slices[-1].text == "Fine"


def test_what_was_hidden_before_all_was_found_is_found_out_all_the_same(desk: Desk) -> None:
    desk.next.set_shown(True)
    desk.draft = "<!-- include: a.py -->"
    desk.next.set_shown(False)
    desk.until(lambda: desk.states == [State.LIVE])
    (desk.room.root / "a.py").unlink()
    desk.until(lambda: desk.states == [State.MISSING])


def test_one_that_is_left_looks_no_more(desk: Desk) -> None:
    desk.next.set_shown(True)
    desk.write("<!-- include: a.py -->")
    desk.until(lambda: desk.states == [State.LIVE])
    desk.next.leave()
    (desk.room.root / "a.py").unlink()
    desk.until(lambda: not desk.room.workspace.looking.writer.busy)
