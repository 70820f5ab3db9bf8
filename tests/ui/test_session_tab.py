"""A session's tab: what the editor and the composer show of what happens in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.app.conftest import Rooms
from tests.app.room import Room, begin, end
from tests.support.builders import file_text
from tests.support.fakes import FakeClock
from tests.support.server import chunk, openai_stream
from vibekoder.app.choice import NOTHING_ELSE, How, Once
from vibekoder.app.tab import Tab
from vibekoder.store.trace import Trace
from vibekoder.ui.editor.banners import BannerState
from vibekoder.ui.look import Look
from vibekoder.ui.session_tab import SessionTabWidget

TWO = file_text("u aaaaaa: One", "a bbbbbb: Two")
LONG = "\n".join(f"line {number}" for number in range(300))


class Page:
    """The page of one session, wired as a window does it."""

    def __init__(self, room: Room, look: Look, tab: Tab) -> None:
        self.room = room
        self.tab = tab
        self.widget = SessionTabWidget(tab, look)
        self.said: list[str] = []
        self.details: list[str] = []
        room.qtbot.addWidget(self.widget)
        self.widget.sendWanted.connect(partial(room.workspace.send, tab))
        self.widget.retryWanted.connect(self._retry)
        self.widget.noticeWanted.connect(self._say)
        self.widget.detailsWanted.connect(self.details.append)
        self.widget.resize(900, 700)
        self.widget.show()

    def _retry(self, asked: str) -> None:
        self.room.workspace.send(self.tab, "", How(asked))

    def _say(self, _: str, title: str, __: str) -> None:
        self.said.append(title)

    def submit(self, prompt: str) -> None:
        """Write a prompt and send it; wait until it has left."""
        before = len(self.room.transport.calls)
        self.widget.composer.set_text(prompt)
        self.widget.send()
        self.room.until(lambda: len(self.room.transport.calls) > before)

    def shows(self, text: str) -> None:
        """Wait until the editor shows this text."""
        self.room.until(lambda: text in self.widget.editor.session_text())

    def banner(self, part: int = -1) -> BannerState:
        """What a slice's banner shows; -1 is the last."""
        count = len(self.tab.session.parts)
        return self.widget.editor.state(part if part >= 0 else count + part)

    def act(self, name: str, part: int = -1) -> None:
        """An act of a slice's banner or box was chosen."""
        count = len(self.tab.session.parts)
        self.widget.editor.actionWanted.emit(name, part if part >= 0 else count + part)

    @property
    def agrees(self) -> bool:
        """Whether the editor shows what memory holds."""
        return self.widget.editor.session_text() == self.tab.desk.text()


Pages = Callable[..., Page]


@pytest.fixture
def pages(room: Room, look: Look) -> Iterator[Pages]:
    made: list[Page] = []

    def make(text: str | bytes = TWO) -> Page:
        made.append(Page(room, look, room.open(room.write(text, f"{len(made):03}.md"))))
        return made[-1]

    yield make
    for page in made:
        page.tab.stop_all()


@pytest.fixture
def page(pages: Pages) -> Page:
    return pages()


# ------------------------------------------------------------------ what it shows


def test_a_session_is_shown_as_it_is_and_a_new_one_says_what_to_do(pages: Pages) -> None:
    page = pages(TWO)
    assert page.agrees
    assert page.widget.empty.isHidden()
    fresh = pages("")
    assert not fresh.widget.empty.isHidden()
    assert fresh.widget.editor.isHidden()
    fresh.submit("Hello")
    assert fresh.widget.empty.isHidden()
    assert fresh.agrees


def test_typing_into_the_text_changes_the_session(page: Page) -> None:
    page.widget.editor.set_caret(1, len(page.tab.desk.shown(1)) - 2)
    QTest.keyClicks(page.widget.editor, " more")
    assert page.tab.session.slices[0].text == "One more"
    assert page.agrees


def test_a_draft_stands_in_the_composer_when_the_session_opens(room: Room, look: Look) -> None:
    tab = room.open(room.write(TWO))
    tab.keep_draft("A thought")
    assert Page(room, look, tab).widget.composer.text() == "A thought"


def test_what_is_typed_in_the_composer_is_kept_when_the_page_goes(page: Page) -> None:
    QTest.keyClicks(page.widget.composer.prompt, "A thought")
    page.widget.leave()
    assert page.tab.draft == "A thought"


def test_a_session_that_is_not_utf8_is_shown_and_cannot_be_typed_into(pages: Pages) -> None:
    page = pages(b"=={ User }==\ncaf\xe9 au lait\n")
    assert "au lait" in page.widget.editor.session_text()
    page.widget.editor.set_caret(1, len(page.tab.desk.shown(1)) - 2)
    before = page.widget.editor.session_text()
    QTest.keyClicks(page.widget.editor, "more")
    assert page.widget.editor.session_text() == before


def test_the_end_of_an_earlier_answer_is_said_when_the_session_opens(pages: Pages) -> None:
    page = pages(file_text("u aaaaaa: One", "a bbbbbb status=interrupted error=cut_off: Tw"))
    box = page.banner().box
    assert box is not None
    assert box.title == "The answer was cut off"


def test_the_time_of_the_last_save_is_known(page: Page) -> None:
    assert page.widget.saved_at == ""
    page.tab.save()
    page.room.until(lambda: page.widget.saved_at)
    assert len(page.widget.saved_at) == len("14:02")


# ------------------------------------------------------------------ sending


def test_a_sent_prompt_is_in_the_session_and_no_longer_in_the_composer(page: Page) -> None:
    page.submit("Hello")
    assert page.widget.composer.text() == ""
    assert page.tab.session.slices[2].text == "Hello"
    assert page.tab.draft == ""
    assert page.agrees


def test_an_empty_composer_sends_a_prompt_at_the_end_again(pages: Pages) -> None:
    page = pages(file_text("u aaaaaa: One"))
    page.submit("")
    assert len(page.tab.session.slices) == 2
    assert b"One" in page.room.transport.call.request.body


def test_an_empty_composer_below_an_answer_sends_nothing(page: Page) -> None:
    page.widget.send()
    assert not page.tab.runs


def test_text_above_the_first_slice_is_offered_as_a_prompt(pages: Pages) -> None:
    page = pages("Some notes\n")
    with page.room.qtbot.waitSignal(page.widget.promptWanted):
        page.widget.send()
    page.tab.make_prompt()
    assert page.agrees
    page.submit("")
    assert b"Some notes" in page.room.transport.call.request.body


def test_a_refused_prompt_is_back_in_the_composer_above_what_was_typed_since(
    rooms: Rooms, look: Look
) -> None:
    room = rooms(environ={})
    page = Page(room, look, room.open(room.write(TWO)))
    page.widget.composer.set_text("Hello")
    page.widget.send()
    page.widget.composer.set_text("And then?")
    room.until(lambda: room.titles)
    assert page.widget.composer.text() == "Hello\n\nAnd then?"
    assert page.tab.draft == "Hello\n\nAnd then?"
    assert page.agrees


def test_who_sends_sees_what_comes(pages: Pages) -> None:
    page = pages(file_text("u aaaaaa: One", f"a bbbbbb: {LONG}"))
    page.widget.editor.show_part(1)
    assert not page.widget.editor.following
    page.submit("Hello")
    assert page.widget.editor.following


# ------------------------------------------------------------------ while it runs


def test_an_answer_is_shown_as_it_comes_and_counted(page: Page) -> None:
    page.submit("Hello")
    begin(page.room.transport.call, ["Hi"])
    page.shows("Hi")
    page.room.until(lambda: page.banner().word == "answering")
    assert page.banner().tokens == "~1 tokens"
    assert "Esc" in page.widget.composer.hint.text()
    end(page.room.transport.call)
    page.room.rest(page.tab)
    assert page.agrees
    assert page.banner().word == ""
    assert "Esc" not in page.widget.composer.hint.text()


def test_a_running_slice_is_the_programs_from_its_first_moment(page: Page) -> None:
    page.submit("Hello")
    assert page.widget.editor.is_growing(4)
    end(page.room.transport.call)


def test_silence_is_counted_and_stops_with_the_answer(rooms: Rooms, look: Look) -> None:
    clock = FakeClock()
    room = rooms(now=clock)
    page = Page(room, look, room.open(room.write(TWO)))
    page.submit("Hello")
    clock.advance(6)
    room.until(lambda: page.banner().word.endswith("no text for 6 s"))
    room.transport.call.play(openai_stream(["Hi"]))
    room.rest(page.tab)
    assert page.banner().word == ""


def test_a_page_that_opens_while_an_answer_comes_shows_all_of_it(page: Page, look: Look) -> None:
    page.submit("Hello")
    begin(page.room.transport.call, ["Hi"])
    page.shows("Hi")
    again = Page(page.room, look, page.tab)
    assert again.agrees
    assert again.widget.editor.is_growing(4)
    page.room.transport.call.receive(chunk({"content": " you"}))
    again.shows("Hi you")
    end(page.room.transport.call)
    page.room.rest(page.tab)
    assert again.agrees


def test_a_stop_in_the_banner_stops_that_answer_alone(page: Page) -> None:
    page.submit("A")
    page.submit("B")
    calls = page.room.transport.calls
    page.act("stop", 4)
    assert [call.cancelled for call in calls] == [True, False]
    page.act("stop", 3)
    assert not calls[1].cancelled


def test_esc_stops_the_answer_at_the_caret_else_the_newest(page: Page) -> None:
    for prompt in "ABC":
        page.submit(prompt)
    calls = page.room.transport.calls
    page.widget.activateWindow()
    page.widget.editor.setFocus()
    page.room.until(page.widget.editor.hasFocus)
    page.widget.editor.set_caret(4, 0)
    page.widget.stop()
    page.widget.composer.prompt.setFocus()
    page.widget.stop()
    assert [call.cancelled for call in calls] == [True, False, True]


def test_the_trace_has_the_last_paint_too(
    rooms: Rooms, look: Look, tmp_path: Path, qtbot: QtBot
) -> None:
    trace = Trace(tmp_path / "trace.jsonl")
    room = rooms(trace=trace)
    page = Page(room, look, room.open(room.write(TWO)))
    page.submit("Hello")
    room.transport.call.play(openai_stream(["Hi", " you"]))

    def shown() -> list[int]:
        lines = (tmp_path / "trace.jsonl").read_text().splitlines()
        told = [json.loads(line) for line in lines]
        return [one["chars"] for one in told if one["step"] == "shown"]

    qtbot.waitUntil(lambda: shown()[-1:] == [len("Hi you")])
    room.rest(page.tab)
    trace.close()


# ------------------------------------------------------------------ bad ends


def fail(page: Page, status: int = 401, body: bytes = b'{"error": {"message": "bad key"}}') -> None:
    """Send, and let the server refuse."""
    page.submit("Hello")
    call = page.room.transport.call
    call.open(status)
    call.receive(body)
    call.close()
    page.room.rest(page.tab)


def test_a_failed_request_says_why_under_its_prompt_and_makes_no_slice(page: Page) -> None:
    fail(page)
    assert [one.text for one in page.tab.session.slices] == ["One", "Two", "Hello"]
    box = page.banner().box
    assert box is not None
    assert "bad key" in box.title
    assert page.banner().word == "failed"
    assert page.agrees


def test_retry_sends_that_prompt_again_and_takes_the_box_away(page: Page) -> None:
    fail(page)
    before = len(page.room.transport.calls)
    page.act("retry")
    assert page.banner(3).box is None
    page.room.until(lambda: len(page.room.transport.calls) > before)
    page.room.transport.call.play(openai_stream(["Hi"]))
    page.room.rest(page.tab)
    assert [one.text for one in page.tab.session.slices] == ["One", "Two", "Hello", "Hi"]


def test_retry_of_a_cut_answer_keeps_it_as_a_variant(page: Page) -> None:
    page.submit("Hello")
    begin(page.room.transport.call, ["Hi"])
    page.room.transport.call.close()
    page.room.rest(page.tab)
    page.act("retry")
    page.room.until(lambda: len(page.room.transport.calls) == 2)
    page.room.transport.call.play(openai_stream(["Hi you"]))
    page.room.rest(page.tab)
    kept = [(one.text, one.alt) for one in page.tab.session.slices[3:]]
    assert kept == [("Hi", True), ("Hi you", False)]
    assert page.agrees


def test_what_the_server_sent_can_be_read(page: Page) -> None:
    fail(page)
    page.act("details")
    assert page.details == ['{"error": {"message": "bad key"}}']
    page.act("details", 1)
    assert len(page.details) == 1


def test_the_way_to_the_backend_is_offered(page: Page) -> None:
    fail(page)
    with page.room.qtbot.waitSignal(page.widget.backendsWanted):
        page.act("backends")


def test_an_act_on_the_head_does_nothing(page: Page) -> None:
    page.act("retry", 0)
    assert not page.tab.runs


def test_a_failure_is_still_said_when_the_page_is_made_anew(page: Page, look: Look) -> None:
    fail(page)
    assert Page(page.room, look, page.tab).banner().word == "failed"


# ------------------------------------------------------------------ undo, places


def test_undo_belongs_to_the_field_that_has_the_focus(page: Page) -> None:
    page.widget.activateWindow()
    page.widget.editor.setFocus()
    page.widget.editor.set_caret(1, len(page.tab.desk.shown(1)) - 2)
    QTest.keyClicks(page.widget.editor, "!")
    page.widget.composer.prompt.setFocus()
    page.room.until(page.widget.composer.prompt.hasFocus)
    QTest.keyClicks(page.widget.composer.prompt, "Hello")
    page.widget.undo()
    assert page.widget.composer.text() == ""
    page.widget.redo()
    assert page.widget.composer.text() == "Hello"
    page.widget.editor.setFocus()
    page.room.until(page.widget.editor.hasFocus)
    page.widget.undo()
    assert page.tab.session.slices[0].text == "One"
    page.widget.redo()
    assert page.tab.session.slices[0].text == "One!"


def test_an_edit_that_is_refused_says_why(page: Page) -> None:
    page.submit("Hello")
    begin(page.room.transport.call, ["Hi"])
    page.shows("Hi")
    page.widget.editor.set_caret(4, len(page.tab.desk.shown(4)) - 1)
    QTest.keyClick(page.widget.editor, Qt.Key.Key_X)
    assert page.said[0].startswith("This answer is still arriving")
    assert page.agrees


def test_slices_are_stepped_through_and_no_further(page: Page) -> None:
    page.widget.editor.set_caret(1, 0)
    page.widget.step_slice(1)
    assert page.widget.editor.part_of_caret() == 2
    page.widget.step_slice(1)
    assert page.widget.editor.part_of_caret() == 2
    page.widget.step_slice(-1)
    assert page.widget.editor.part_of_caret() == 1


def test_caret_and_view_come_back(pages: Pages, look: Look) -> None:
    page = pages(file_text("u aaaaaa: One", f"a bbbbbb: {LONG}"))
    page.widget.editor.set_caret(2, page.tab.desk.shown(2).index("line 150 "[:-1]))
    page.widget.editor.show_place(2, page.tab.desk.shown(2).index("line 140"))
    known = json.loads(json.dumps(page.widget.remembered()))
    again = Page(page.room, look, page.tab)
    again.widget.restore(known)
    assert again.widget.editor.caret() == page.widget.editor.caret()
    assert again.widget.editor.top_place() == page.widget.editor.top_place()
    assert not again.widget.editor.following


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"caret": "x", "top": 3},
        {"caret": [9, 9], "top": [9, 9]},
        {"caret": [-1, 0], "top": [1, "a"]},
        {"caret": [1, 99999], "top": [1, 99999]},
    ],
)
def test_a_place_that_is_no_more_is_no_fault(page: Page, odd: dict[str, Any]) -> None:
    page.widget.restore(odd)
    assert page.agrees


def test_the_end_is_followed_again_where_it_was(page: Page) -> None:
    page.widget.restore({"following": True})
    assert page.widget.editor.following


def test_who_answers_next_is_named(page: Page) -> None:
    page.widget.set_choice("House", "big", "kettledrum", NOTHING_ELSE)
    assert page.widget.composer.model.text() == "big"
    page.widget.set_choice("House", "", "kettledrum", NOTHING_ELSE)
    assert page.widget.composer.model.text() == "House"
    page.widget.set_choice("House", "small", "kettledrum", Once(model="small"))
    assert page.widget.composer.model.text() == "small · this message"
