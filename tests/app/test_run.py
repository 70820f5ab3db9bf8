"""One request from the wish to the placed answer, in the window's thread."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.app.room import KEY, begin, end
from tests.support import builders
from tests.support.disk import no_file_beyond
from tests.support.fakes import FakeClock, FakeTransport
from tests.support.server import chunk, openai_stream, sse
from vibekoder.app.run import Run
from vibekoder.app.tab import Tab
from vibekoder.backends.openai import OpenAIBackend
from vibekoder.core.errors import Code, Failure, Refused, StoreError
from vibekoder.core.receipt import echo_in, replay
from vibekoder.core.session import parse
from vibekoder.engine.desk import Desk
from vibekoder.engine.growing import Growing
from vibekoder.engine.prepare import Target
from vibekoder.engine.recovery import recover
from vibekoder.engine.replay import find
from vibekoder.engine.strike import STEPS
from vibekoder.store import journal
from vibekoder.store.drafts import Drafts
from vibekoder.store.trace import Trace
from vibekoder.wire.heal import knowing
from vibekoder.wire.http import ChatRequest, Endpoint
from vibekoder.wire.openai import OpenAI

EARLIER = ("u aaaaaa: earlier", "a bbbbbb: answered")


class Carried:
    """One tab with a request that a test carries to its end by hand."""

    def __init__(self, qtbot: QtBot, folder: Path, **options: Any) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.desk: Desk = builders.desk(folder, *EARLIER)
        self.drafts = Drafts(self.desk.home.state)
        self.clock = FakeClock()
        self.tab = Tab(self.desk, self.drafts, now=self.clock)
        self.transport = FakeTransport()
        endpoint = Endpoint("test", "http://server.test/v1", KEY)
        # pauses before a second try are of no length
        self.backend = OpenAIBackend(endpoint, self.transport, jitter=lambda: 0.0, parent=self.tab)
        given = {key: options.pop(key) for key in ("steps", "target") if key in options}
        self.strike = builders.strike(self.desk, options.pop("prompt", "Hello"), **given)
        self.run = Run(
            self.strike, self.backend, self.tab, self.tab.writer, now=self.clock, **options
        )
        self.shown: list[str] = []
        self.statuses: list[str] = []
        self.ends: list[str] = []
        self.run.grew.connect(self.shown.append)
        self.run.statusChanged.connect(self.statuses.append)
        self.run.stopped.connect(self.ends.append)

    def start(self) -> None:
        """Begin, and wait until the request has left."""
        self.tab.add(self.run)
        self.until(lambda: self.transport.calls)

    def shows(self, text: str) -> None:
        """Wait until so much has been shown."""
        self.until(lambda: "".join(self.shown).endswith(text))

    def ended(self) -> str:
        """Wait for the end; why it stopped."""
        self.until(lambda: self.ends)
        return self.ends[0]

    def until(self, condition: Callable[[], object]) -> None:
        """Let the program run until this holds."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=5000)

    @property
    def texts(self) -> list[str]:
        """The session's file."""
        return [one.text for one in parse(self.desk.path.read_bytes()).slices]

    @property
    def journals(self) -> list[Path]:
        """The journals there are."""
        return journal.everywhere(self.desk.home.state)


Carries = Callable[..., Carried]


@pytest.fixture
def carries(qtbot: QtBot, tmp_path: Path) -> Iterator[Carries]:
    made: list[Carried] = []

    def make(**options: Any) -> Carried:
        made.append(Carried(qtbot, tmp_path, **options))
        return made[-1]

    yield make
    for one in made:
        one.tab.end()
        one.tab.deleteLater()


@pytest.fixture
def carried(carries: Carries) -> Carried:
    return carries()


def journalled(path: Path) -> str:
    growing = Growing()
    for event in journal.read(path).events:
        growing.take(event)
    return growing.body()


# ------------------------------------------------------------------ the way


def test_prompt_and_place_are_there_at_once_and_the_request_leaves_after_the_save(
    carried: Carried,
) -> None:
    carried.tab.add(carried.run)
    assert [one.role for one in carried.desk.session.slices[2:]] == ["user", "assistant"]
    assert not carried.transport.calls
    carried.until(lambda: carried.transport.calls)
    assert carried.texts[-1] == "Hello"
    assert len(carried.journals) == 1


def test_an_answer_comes_to_its_place_and_the_journal_goes(carried: Carried) -> None:
    carried.start()
    carried.transport.call.play(openai_stream(["Hi", " you"]))
    assert carried.ended() == "complete"
    assert carried.texts == ["earlier", "answered", "Hello", "Hi you"]
    assert "".join(carried.shown) == "Hi you"
    assert not carried.journals
    assert carried.run.failure is None


def test_what_is_shown_is_in_the_journal_first(carried: Carried) -> None:
    seen: list[bool] = []
    carried.run.grew.connect(
        lambda _: seen.append("".join(carried.shown) in journalled(carried.journals[0]))
    )
    carried.start()
    carried.transport.call.open()
    for word in ("one ", "two ", "three"):
        carried.transport.call.receive(chunk({"content": word}))
        carried.shows(word)
    assert seen == [True, True, True]


def test_the_states_are_told_from_the_wish_to_the_save(carried: Carried) -> None:
    carried.start()
    call = carried.transport.call
    call.connect()
    call.play(openai_stream(["Hi"], reasoning=["Hm"]))
    carried.ended()
    told = ["sending", "connecting", "waiting", "reasoning", "answering", "saving"]
    assert carried.statuses == told


def test_arrived_is_told_when_the_answer_has_its_place_and_stopped_when_it_is_saved(
    carried: Carried,
) -> None:
    told: list[tuple[str, bool, bool]] = []

    def note(what: str) -> None:
        placed = "Hi" in [one.text for one in carried.desk.session.slices]
        told.append((what, placed, "Hi" in carried.texts))

    carried.run.left.connect(lambda: note("left"))
    carried.run.arrived.connect(lambda: note("arrived"))
    carried.run.stopped.connect(lambda _: note("stopped"))
    carried.start()
    carried.transport.call.play(openai_stream(["Hi"]))
    carried.ended()
    assert told == [("left", False, False), ("arrived", True, False), ("stopped", True, True)]
    assert not carried.run.running


def test_a_whole_answer_that_comes_at_once_is_counted(carried: Carried) -> None:
    carried.start()
    call = carried.transport.call
    call.open(headers=[("content-type", "application/json")])
    message = {"role": "assistant", "content": "Hi you"}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    call.receive(json.dumps({"choices": [choice]}).encode())
    call.close()
    assert carried.ended() == "complete"
    assert carried.run.chars == len("Hi you")
    assert carried.texts[-1] == "Hi you"


# ------------------------------------------------------------------ figures


def test_silence_and_rate_are_counted_from_what_came(carried: Carried) -> None:
    carried.start()
    carried.transport.call.open()
    carried.transport.call.receive(chunk({"content": "x" * 10}))
    carried.clock.advance(2)
    carried.transport.call.receive(chunk({"content": "x" * 10}))
    carried.clock.advance(7)
    assert carried.run.rate == 10.0
    assert carried.run.silence() == 7.0
    assert carried.run.elapsed() == 9.0


def test_the_time_of_a_request_stands_still_once_it_is_over(carried: Carried) -> None:
    carried.start()
    carried.clock.advance(3)
    carried.transport.call.play(openai_stream(["Hi"]))
    carried.clock.advance(60)
    assert carried.run.elapsed() == 3.0


def test_a_pause_before_another_try_counts_down_and_says_why(carried: Carried) -> None:
    carried.start()
    call = carried.transport.call
    call.open(429, [("retry-after", "9")])
    call.close()
    assert carried.run.retry_in() == 9.0
    assert "limits how often" in carried.run.retry_why
    carried.clock.advance(4)
    assert carried.run.retry_in() == 5.0
    carried.run.stop()
    carried.ended()


def test_the_trace_tells_each_step_with_what_it_had(carries: Carries, tmp_path: Path) -> None:
    trace = Trace(tmp_path / "trace.jsonl")
    carried = carries(trace=trace)
    carried.start()
    begin(carried.transport.call, ["Hi"])
    carried.shows("Hi")
    carried.run.shown()
    end(carried.transport.call)
    carried.ended()
    carried.run.shown()
    trace.close()
    lines = [json.loads(one) for one in (tmp_path / "trace.jsonl").read_text().splitlines()]
    steps = [(one["step"], one["chars"]) for one in lines]
    order = dict.fromkeys(step for step, _ in steps)
    assert list(order) == ["request", "event", "journalled", "shown", "saved", "removed"]
    assert steps[0] == ("request", 0)
    assert steps[-1] == ("shown", 2)
    assert {chars for step, chars in steps if step != "request"} <= {0, 2}
    assert {one["request"] for one in lines} == {"r1"}


# ------------------------------------------------------------------ stop


def test_stop_keeps_what_came_and_closes_the_connection(carried: Carried) -> None:
    carried.start()
    begin(carried.transport.call, ["Hi", " yo"])
    carried.run.stop()
    assert carried.transport.call.cancelled
    assert carried.ended() == "stopped"
    assert carried.texts[-1] == "Hi yo"
    assert carried.run.failure is None


def test_a_stop_before_the_request_has_left_sends_nothing_and_keeps_the_prompt(
    carried: Carried,
) -> None:
    carried.tab.add(carried.run)
    carried.run.stop()
    assert carried.run.status == "stopping"
    assert carried.ended() == "stopped"
    assert not carried.transport.calls
    assert carried.texts == ["earlier", "answered", "Hello"]
    assert carried.run.failure is not None
    assert carried.run.failure.code == "stopped"
    assert not carried.journals


def test_a_stop_in_a_pause_ends_the_waiting(carried: Carried) -> None:
    carried.start()
    carried.transport.call.open(429, [("retry-after", "50")])
    carried.transport.call.close()
    carried.run.stop()
    assert carried.ended() == "stopped"
    assert len(carried.transport.calls) == 1


def test_a_stop_after_the_end_changes_nothing(carried: Carried) -> None:
    carried.start()
    carried.transport.call.play(openai_stream(["Hi"]))
    carried.run.stop()
    assert carried.ended() == "complete"
    carried.run.stop()
    assert carried.ends == ["complete"]


# ------------------------------------------------------------------ bad ends


def test_a_refusal_gives_the_prompt_back_and_leaves_nothing(carries: Carries) -> None:
    carried = carries(target=builders.target(Refused("No key here.", "Set one.", Code.NO_KEY)))
    told: list[Any] = []
    carried.run.refused.connect(told.append)
    before = carried.desk.path.read_bytes()
    carried.tab.add(carried.run)
    assert carried.ended() == "refused"
    assert [one.sentence for one in told] == ["No key here."]
    assert carried.strike.prompt == "Hello"
    assert carried.desk.path.read_bytes() == before
    assert not carried.run.running


@pytest.mark.logs
def test_a_fault_of_the_program_before_sending_is_a_refusal_in_words(
    carries: Carries, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Any) -> None:
        raise ValueError("odd")

    carried = carries(steps={**STEPS, "build": broken})
    told: list[Any] = []
    carried.run.refused.connect(told.append)
    carried.tab.add(carried.run)
    assert carried.ended() == "refused"
    assert "odd" in told[0].sentence
    assert "preparing a request failed" in caplog.text


def test_a_failure_before_any_text_says_why_and_leaves_the_prompt(carried: Carried) -> None:
    carried.start()
    carried.transport.call.open(401)
    carried.transport.call.receive(b'{"error": {"message": "bad key"}}')
    carried.transport.call.close()
    assert carried.ended() == "error"
    failure = carried.run.failure
    assert failure is not None
    assert (failure.code, "bad key" in failure.message) == ("auth", True)
    assert failure.hint.startswith("Your text is kept.")
    assert failure.detail == '{"error": {"message": "bad key"}}'
    assert carried.texts[-1] == "Hello"


def test_a_cut_answer_is_kept_and_its_end_is_told(carried: Carried) -> None:
    carried.start()
    begin(carried.transport.call, ["Hi", " yo"])
    carried.transport.call.close(Failure(Code.CUT_OFF, "reset by peer"))
    assert carried.ended() == "interrupted"
    assert carried.texts[-1] == "Hi yo"
    assert carried.run.failure is not None
    assert carried.run.failure.code == "cut_off"


@pytest.mark.parametrize(("count", "words"), [(1, "1 piece"), (2, "2 pieces")])
def test_unreadable_pieces_are_counted_in_words(carried: Carried, count: int, words: str) -> None:
    carried.start()
    odd = [sse("{no json")] * count
    carried.transport.call.play([chunk({"content": "Hi"}), *odd, *openai_stream([" you"])])
    assert carried.ended() == "complete"
    assert carried.run.warning.startswith(words)
    assert carried.texts[-1] == "Hi you"


def test_a_server_that_wants_a_long_pause_names_the_time(carried: Carried) -> None:
    carried.start()
    carried.transport.call.open(429, [("retry-after", "3600")])
    carried.transport.call.close()
    carried.ended()
    assert carried.run.failure is not None
    assert carried.run.failure.not_before is not None


def test_what_happens_to_other_requests_is_not_taken(carried: Carried) -> None:
    carried.start()
    other = carried.backend
    other.start_request([], {"model": "m"}, "another")
    carried.until(lambda: len(carried.transport.calls) == 2)
    carried.transport.calls[1].play(openai_stream(["Not yours"]))
    carried.transport.calls[0].play(openai_stream(["Yours"]))
    carried.ended()
    assert carried.texts[-1] == "Yours"


# ------------------------------------------------------------------ a disk that refuses


def test_a_journal_that_cannot_be_written_is_told_and_the_text_is_shown_and_kept(
    carried: Carried,
) -> None:
    told: list[str] = []
    carried.run.trouble.connect(told.append)
    carried.start()
    carried.transport.call.open()
    with no_file_beyond(carried.journals[0].stat().st_size):
        carried.transport.call.receive(chunk({"content": "Hi"}))
        carried.shows("Hi")
        assert "File too large" in carried.run.journal_problem
    carried.clock.advance(2)
    carried.until(lambda: told[1:])
    assert told[-1] == ""
    assert journalled(carried.journals[0]) == "Hi"
    end(carried.transport.call)
    assert carried.ended() == "complete"


@pytest.mark.logs
def test_a_journal_that_cannot_be_made_durable_is_told_once(
    carries: Carries, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Any) -> None:
        raise StoreError(Path("disk"), "input/output error")

    carried = carries(steps={**STEPS, "sync": broken})
    told: list[str] = []
    carried.run.trouble.connect(told.append)
    carried.start()
    begin(carried.transport.call, ["Hi"])
    carried.until(lambda: told)
    carried.transport.call.receive(chunk({"content": " you"}))
    carried.shows(" you")
    assert told == ["disk: input/output error"]
    assert "syncing a journal failed" in caplog.text
    end(carried.transport.call)
    assert carried.ended() == "complete"


@pytest.mark.logs
def test_a_journal_that_cannot_be_removed_changes_nothing_else(
    carries: Carries, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Any) -> None:
        raise StoreError(Path("disk"), "read-only file system")

    carried = carries(steps={**STEPS, "remove": broken})
    carried.start()
    carried.transport.call.play(openai_stream(["Hi"]))
    assert carried.ended() == "complete"
    assert "removing a journal failed" in caplog.text
    assert len(carried.journals) == 1
    carried.tab.end()
    carried.strike.let_go()
    recover(carried.desk.home.state)
    assert carried.texts[-1] == "Hi"
    assert not carried.journals


# ------------------------------------------------------------------ a crash


class Crashes:
    """The disk as it was before and after each step, with what had been shown by then."""

    def __init__(self, folder: Path, aside: Path) -> None:
        self.folder = folder
        self.aside = aside
        self.shown: list[str] = []
        self.taken: list[tuple[str, Path, str]] = []

    @property
    def steps(self) -> dict[str, Callable[..., Any]]:
        """The real steps, each between two looks."""
        return {name: self._watched(name, step) for name, step in STEPS.items()}

    def look(self, name: str) -> None:
        """Keep the disk as it is now."""
        shown = "".join(self.shown)
        copy = self.aside / str(len(self.taken))
        shutil.copytree(self.folder, copy)
        self.taken.append((name, copy, shown))

    def back(self, copy: Path) -> None:
        """The program died when the disk was like this."""
        shutil.rmtree(self.folder)
        shutil.copytree(copy, self.folder)

    def _watched(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any) -> Any:
            self.look(f"before {name}")
            result = step(*given)
            self.look(f"after {name}")
            return result

        return run


def test_a_crash_between_any_two_steps_of_the_path_loses_no_text(
    qtbot: QtBot, tmp_path: Path
) -> None:
    crashes = Crashes(tmp_path / "live", tmp_path / "aside")
    carried = Carried(qtbot, crashes.folder, prompt="My prompt", steps=crashes.steps)
    carried.tab.keep_draft("My prompt")
    carried.until(lambda: not carried.tab.writer.busy)
    carried.tab.set_draft("")
    carried.run.grew.connect(crashes.shown.append)
    carried.start()
    carried.transport.call.open()
    for word in ("one ", "two ", "three"):
        carried.transport.call.receive(chunk({"content": word}))
        carried.shows(word)
    carried.until(lambda: any(name == "after sync" for name, *_ in crashes.taken))
    end(carried.transport.call)
    carried.ended()
    crashes.look("the end")
    carried.tab.end()
    assert {name.split()[1] for name, *_ in crashes.taken} >= STEPS.keys() - {"refuse"}
    for name, copy, shown in crashes.taken:
        crashes.back(copy)
        for _ in range(2):
            recover(carried.desk.home.state)
            kept = [*carried.texts, carried.drafts.load(carried.desk.path)]
            assert kept[:2] == ["earlier", "answered"], name
            assert "My prompt" in kept, name
            assert any(text.startswith(shown.rstrip()) for text in kept[2:]), name
        assert not carried.journals, name


# ------------------------------------------------------------------ a parameter that is refused


NO_SEED = b'{"error": {"message": "Unknown field: seed", "param": "seed"}}'


def seeded(
    carries: Carries, learned: list[Any], then: Callable[[Carried], None] = lambda _: None
) -> Carried:
    """A request with a seed, which its server refuses."""

    def build(request: ChatRequest) -> bytes:
        return OpenAI().build(*knowing(Endpoint("test", "http://server.test/v1"), request)).body

    to = Target("test", "small", build, params={"seed": 7}, learned=learned.append)
    carried = carries(target=to)
    carried.start()
    then(carried)
    carried.transport.call.open(400, (("content-type", "application/json"),))
    carried.transport.call.receive(NO_SEED)
    carried.transport.call.close()
    return carried


def test_a_refused_parameter_is_left_out_and_what_went_is_on_file(carries: Carries) -> None:
    learned: list[Any] = []
    carried = seeded(carries, learned)
    assert carried.run.status == "retrying"
    assert carried.run.retry_why.startswith("small does not take seed; sent again without.")
    carried.until(lambda: len(carried.transport.calls) == 2)
    found = carried.desk.home.objects.find(carried.strike.receipt)
    objects = carried.desk.home.objects
    sent = carried.transport.call.request.body
    assert replay(objects.get(found[0]), objects.get) == sent
    assert b"seed" not in sent
    assert learned == []
    carried.transport.call.open()
    carried.transport.call.receive(b"".join(openai_stream(["Hi"])))
    assert carried.ended() == "complete"
    assert carried.run.warning == "small does not take seed; sent again without."
    assert learned == [{"drop": ["seed"], "healed": ["seed"]}]


def test_a_stop_before_the_changed_request_leaves_sends_nothing_more(carries: Carries) -> None:
    carried = seeded(carries, [])
    carried.run.stop()
    assert carried.ended() == "stopped"
    assert len(carried.transport.calls) == 1


@pytest.mark.logs
def test_a_changed_request_that_cannot_be_kept_does_not_leave(carries: Carries) -> None:
    def spoil(carried: Carried) -> None:
        folder = carried.desk.home.root / "sessions" / ".objects"
        shutil.rmtree(folder)
        folder.write_text("in the way")

    carried = seeded(carries, [], spoil)
    assert carried.ended() == "error"
    assert carried.run.failure is not None
    assert "the changed request cannot be kept" in carried.run.failure.message
    assert len(carried.transport.calls) == 1


SIGNED = {
    "reasoning_content": "Hm",
    "content": "I look.",
    "tool_calls": [{"index": 0, "id": "c1", "function": {"name": "look", "arguments": "{}"}}],
}


def signed(carries: Carries) -> Carried:
    """A run whose answer the provider will want back."""
    one = carries(target=builders.target(form="openai"))
    one.backend.endpoint = replace(one.backend.endpoint, quirks={"echoes": "reasoning_content"})
    one.start()
    return one


def test_what_the_provider_wants_back_is_on_file_before_the_answer_is(carries: Carries) -> None:
    one = signed(carries)
    one.transport.call.play([chunk(SIGNED, "tool_calls"), sse("[DONE]")])
    assert one.ended() == "complete"
    objects = one.desk.home.objects
    receipt = parse(one.desk.path.read_bytes()).slices[-1].get("receipt") or ""
    _, name = echo_in(objects.get(find(objects, receipt)))
    assert b"reasoning_content" in objects.get(name)
    assert not one.journals


@pytest.mark.logs
def test_an_answer_is_placed_although_what_goes_back_cannot_be_kept(
    carries: Carries, caplog: pytest.LogCaptureFixture
) -> None:
    one = signed(carries)
    objects = one.desk.home.objects.folder
    objects.rename(objects.with_name("elsewhere"))
    objects.write_bytes(b"no folder")
    one.transport.call.play([chunk(SIGNED, "tool_calls"), sse("[DONE]")])
    assert one.ended() == "complete"
    assert "I look." in one.texts[-1]
    assert "could not be kept" in caplog.text
