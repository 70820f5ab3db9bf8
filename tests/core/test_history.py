"""Undo and redo."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import file_texts, slices
from tests.core.test_edits import any_edit
from vibekoder.core.edits import Edit, apply
from vibekoder.core.history import History, Step
from vibekoder.core.messages import Role
from vibekoder.core.session import (
    Session,
    Slice,
    Splice,
    inserted,
    new_slice,
    parse,
    serialise,
    shown,
)

U = "=={ User }==\n"
TYPING = "Typing"


class Desk:
    """A session with its history, as a person uses both."""

    def __init__(self, data: str) -> None:
        self.session = parse(data.encode())
        self.history = History()
        self.now = 0.0

    @property
    def text(self) -> str:
        return serialise(self.session).decode()

    def do(self, splice: Splice, label: str, *, key: str = "") -> None:
        self.session = self.session.splice(splice)
        self.history.push(splice, label, self.now, key=key)

    def pass_by(self, splice: Splice) -> None:
        """Something comes or goes that is no step."""
        self.session = self.session.splice(splice)
        self.history.pass_by(splice)

    def type(self, text: str, part: int = 1, back: int = 0, at: int | None = None) -> None:
        """Type at the end of a part's body (or at an offset of it), over ``back`` signs."""
        one = self.session.parts[part]
        assert isinstance(one, Slice)
        end = len(one.line) + 1 + (len(one.body) if at is None else at)
        self.do(apply(self.session, Edit(part, end - back, part, end, text)), TYPING)

    def send(self, key: str, at: int | None = None) -> int:
        """A prompt as a held entry, and a running slice behind it; returns its index."""
        at = len(self.session.parts) if at is None else at
        self.do(inserted(self.session, at, slice_of("prompt\n\n")), "Send", key=key)
        self.pass_by(Splice(at + 1, (), (slice_of("", Role.ASSISTANT),)))
        return at + 1

    def end(self, at: int) -> None:
        """The running slice makes room for the answer."""
        self.pass_by(removal(self.session, at))
        self.do(Splice(at, (), (slice_of("answer", Role.ASSISTANT),)), "Answer")

    def undo(self, *passing: str) -> str | None:
        return self.take(self.history.undo(self.session, passing))

    def redo(self) -> str | None:
        return self.take(self.history.redo(self.session))

    def take(self, step: Step | None) -> str | None:
        if step is None:
            return None
        for splice in step.splices:
            self.session = self.session.splice(splice)
        return step.label


def removal(session: Session, at: int) -> Splice:
    return Splice(at, (session.parts[at],), ())


def slice_of(text: str, role: Role = Role.USER) -> Slice:
    return new_slice(role, text, timestamp=None)


def test_undo_gives_the_bytes_back_mixed_line_ends_included() -> None:
    before = "x\r\n=={ User }==\na\r\nb\n\r\n=={ User }== \nc"
    desk = Desk(before)
    desk.type("\n!")
    assert desk.text != before
    assert desk.undo() == TYPING
    assert desk.text == before


def test_redo_does_it_again() -> None:
    desk = Desk(f"{U}a\n")
    desk.type("b\n")
    after = desk.text
    desk.undo()
    assert desk.redo() == TYPING
    assert desk.text == after
    assert desk.redo() is None
    assert desk.undo() == TYPING


def test_nothing_done_is_nothing_to_undo() -> None:
    desk = Desk("")
    assert desk.undo() is None
    assert desk.redo() is None
    desk.history.push((), "Nothing", 0.0)
    desk.history.push(Splice(0, (), ()), "Nothing", 0.0)
    assert desk.history.labels == ()


def test_typing_becomes_one_step() -> None:
    desk = Desk(f"{U}\n")
    for sign in "hello you":
        desk.now += 0.2
        desk.type(sign)
    assert desk.history.labels == (TYPING,)
    desk.undo()
    assert desk.text == f"{U}\n"


def test_a_pause_begins_a_new_step() -> None:
    desk = Desk(f"{U}\n")
    desk.type("a")
    desk.now += 1.0
    desk.type("b")
    desk.undo()
    assert desk.text == f"{U}a\n"


def test_a_line_break_begins_a_new_step() -> None:
    desk = Desk(f"{U}\n")
    for sign in ("a", "\n", "b"):
        desk.type(sign)
    assert len(desk.history.labels) == 3


def test_another_place_or_kind_begins_a_new_step() -> None:
    desk = Desk(f"{U}\n\n{U}\n")
    desk.type("ab")
    desk.type("c", part=2)
    desk.type("d", part=1, at=0)
    desk.type("e", part=1, at=2, back=1)
    desk.type("x" * 40)
    assert len(desk.history.labels) == 5


def test_another_label_begins_a_new_step() -> None:
    desk = Desk(f"{U}\n")
    desk.type("a")
    desk.do(apply(desk.session, Edit(1, len(U) + 1, 1, len(U) + 1, "b")), "Paste")
    assert desk.history.labels == (TYPING, "Paste")


def test_deleting_backwards_and_forwards_becomes_one_step_each() -> None:
    desk = Desk(f"{U}abcdef\n")
    for _ in range(3):
        desk.type("", back=1)
    assert desk.history.labels == (TYPING,)
    for _ in range(2):
        desk.type("", back=1, at=1)
    assert desk.history.labels == (TYPING, TYPING)
    desk.type("", part=1, at=1, back=1)
    desk.undo()
    desk.undo()
    desk.undo()
    assert desk.text == f"{U}abcdef\n"


def test_deleting_onwards_becomes_one_step() -> None:
    desk = Desk(f"{U}abcdef\n")
    for _ in range(3):
        desk.do(apply(desk.session, Edit(1, len(U) + 1, 1, len(U) + 2, "")), TYPING)
    assert desk.history.labels == (TYPING,)
    desk.undo()
    assert desk.text == f"{U}abcdef\n"


def test_typing_after_deleting_is_a_step_of_its_own() -> None:
    desk = Desk(f"{U}abc\n")
    desk.type("", back=1)
    desk.type("x")
    desk.type("", back=1)
    assert len(desk.history.labels) == 3


def test_structure_is_no_typing() -> None:
    desk = Desk(f"{U}a\n")
    desk.do(Splice(2, (), (slice_of("b"),)), TYPING)
    desk.do(Splice(3, (), (slice_of("c"),)), TYPING)
    desk.type("!", part=3)
    spaced = Splice(3, desk.session.parts[3:], (slice_of("c!\n\n"), slice_of("d")))
    desk.do(spaced, TYPING)
    assert len(desk.history.labels) == 4


def test_typing_after_an_undo_is_a_step_of_its_own() -> None:
    desk = Desk(f"{U}\n")
    desk.type("a")
    desk.now = 5.0
    desk.type("b")
    desk.undo()
    desk.now = 0.1
    desk.type("c")
    assert desk.history.labels == (TYPING, TYPING)
    assert desk.redo() is None


def test_an_answer_is_one_step() -> None:
    desk = Desk(f"{U}a\n")
    running = desk.send("r1")
    before = desk.text
    desk.end(running)
    assert desk.undo() == "Answer"
    assert desk.session.slices[-1].text == "prompt"
    assert desk.redo() == "Answer"
    assert desk.session.slices[-1].text == "answer"
    assert before != desk.text


def test_a_send_is_passed_over_while_its_answer_runs() -> None:
    desk = Desk(f"{U}a\n")
    desk.type("b")
    desk.send("r1")
    assert desk.undo("r1") == TYPING
    assert desk.undo("r1") is None
    assert [one.text for one in desk.session.slices] == ["a", "prompt", ""]
    assert desk.redo() == TYPING
    assert [one.text for one in desk.session.slices] == ["ab", "prompt", ""]


def test_undo_while_streaming_takes_back_the_users_last_own_edit() -> None:
    desk = Desk(f"{U}a\n")
    running = desk.send("r1")
    desk.type("!", part=2)
    desk.type("?", part=1)
    assert (desk.undo("r1"), desk.undo("r1"), desk.undo("r1")) == (TYPING, TYPING, None)
    desk.end(running)
    assert (desk.undo(), desk.undo(), desk.undo()) == ("Answer", "Send", None)
    assert desk.text == f"{U}a\n"


def test_what_the_running_answer_stands_on_is_not_undone() -> None:
    desk = Desk("")
    desk.do(Splice(1, (), (slice_of("a"),)), "New")
    desk.do(apply(desk.session, Edit(1, len(U), 1, len(U) + 1, "b")), "Send", key="r1")
    assert desk.undo("r1") is None
    assert desk.undo() == "Send"
    assert desk.undo("r1") == "New"
    assert desk.text == ""


def test_a_line_end_that_a_running_answer_needs_is_not_taken_back() -> None:
    desk = Desk(f"{U}a\n\n{U}b")
    desk.send("r1", at=3)
    desk.end(4)
    desk.send("r2", at=3)
    assert desk.undo("r2") == "Answer"
    assert desk.undo("r2") is None
    assert parse(serialise(desk.session)).parts == desk.session.parts
    desk.end(4)
    assert [desk.undo() for _ in range(4)] == ["Answer", "Send", "Send", None]
    assert desk.text == f"{U}a\n\n{U}b"


def test_a_line_end_that_a_running_answer_needs_is_not_taken_by_doing_again() -> None:
    desk = Desk(f"{U}a\n")
    desk.type("", back=1, at=2)
    desk.undo()
    desk.pass_by(Splice(2, (), (slice_of("running", Role.ASSISTANT),)))
    before = desk.text
    assert desk.redo() is None
    assert desk.text == before
    desk.pass_by(removal(desk.session, 2))
    assert desk.redo() == TYPING
    assert desk.text == f"{U}a"


def test_running_slices_shift_the_steps_below_and_above() -> None:
    desk = Desk(f"{U}a\n\n{U}b\n\n{U}c\n")
    desk.type("1", part=3)
    desk.type("2", part=1)
    desk.type("3", part=2)
    desk.undo()
    desk.pass_by(Splice(2, (), (slice_of("running\n\n"),)))
    assert desk.redo() == TYPING
    assert [one.text for one in desk.session.slices] == ["a2", "running", "b3", "c1"]
    for _ in range(3):
        desk.undo()
    assert [one.text for one in desk.session.slices] == ["a", "running", "b", "c"]
    desk.pass_by(removal(desk.session, 2))
    for _ in range(3):
        desk.redo()
    assert [one.text for one in desk.session.slices] == ["a2", "b3", "c1"]


def test_a_running_slice_may_stand_among_slices_that_came_in_one_step() -> None:
    desk = Desk("")
    new = tuple(slice_of(f"{name}\n\n") for name in "abc")
    desk.do(Splice(1, (), new), "Paste")
    desk.pass_by(Splice(2, (), (slice_of("running\n\n"),)))
    assert desk.undo() == "Paste"
    assert [one.text for one in desk.session.slices] == ["running"]
    assert desk.redo() == "Paste"
    assert [one.text for one in desk.session.slices] == ["a", "running", "b", "c"]


def test_a_step_taken_back_for_good_is_not_done_again() -> None:
    desk = Desk(f"{U}a\n")
    desk.send("r1")
    desk.type("1")
    desk.undo("r1")
    desk.pass_by(removal(desk.session, 3))
    assert desk.take(desk.history.undo(desk.session, for_good=True)) == "Send"
    assert desk.text == f"{U}a\n"
    assert desk.redo() == TYPING
    assert desk.text == f"{U}a1\n"
    assert desk.redo() is None


def test_pins_that_are_taken_back_belong_to_the_send() -> None:
    desk = Desk(f"{U}a\n")
    desk.send("r1")
    desk.type("!", part=1)
    part = desk.session.parts[2]
    assert isinstance(part, Slice)
    pinned = Splice(2, (part,), (part.with_text("pinned"),))
    desk.session = desk.session.splice(pinned)
    desk.history.extend("r1", pinned)
    assert desk.undo("r1") == TYPING
    desk.pass_by(removal(desk.session, 3))
    assert desk.undo() == "Send"
    assert desk.text == f"{U}a\n"


def test_what_the_user_changed_meanwhile_is_undone_before_the_pins() -> None:
    desk = Desk("")
    desk.do(Splice(1, (), (slice_of("prompt"),)), "Send", key="r1")
    desk.do(apply(desk.session, Edit(1, len(U), 1, len(U) + 1, "P")), TYPING)
    part = desk.session.parts[1]
    assert isinstance(part, Slice)
    pinned = Splice(1, (part,), (part.with_text("all of it"),))
    desk.session = desk.session.splice(pinned)
    desk.history.extend("r1", pinned)
    assert desk.history.labels == ("Send", TYPING, "Send")
    assert [desk.undo(), desk.undo(), desk.undo()] == ["Send", TYPING, "Send"]
    assert desk.text == ""


def test_what_belongs_to_no_step_is_passed_by() -> None:
    desk = Desk(f"{U}a\n")
    desk.type("b")
    for key in ("", "unknown"):
        splice = Splice(len(desk.session.parts), (), (slice_of("c"),))
        desk.session = desk.session.splice(splice)
        desk.history.extend(key, splice)
    assert desk.undo() == TYPING
    assert [one.text for one in desk.session.slices] == ["a", "c", "c"]


def test_steps_that_something_passed_by_has_overwritten_are_forgotten() -> None:
    desk = Desk(f"{U}a\n\n{U}b\n")
    desk.type("1", part=1)
    desk.type("2", part=2)
    desk.type("3", part=1)
    desk.undo()
    desk.pass_by(removal(desk.session, 2))
    assert desk.redo() == TYPING
    assert desk.undo() == TYPING
    assert desk.undo() is None
    desk.pass_by(removal(desk.session, 1))
    assert desk.redo() is None


def test_a_change_that_was_not_told_makes_no_wrong_undo() -> None:
    for again in (False, True):
        desk = Desk(f"{U}a\n")
        desk.type("b")
        if again:
            desk.undo()
        desk.session = parse(b"other")
        assert desk.redo() is None
        assert desk.undo() is None
        assert desk.history.labels == ()


@given(file_texts, st.data())
def test_everything_can_be_undone_and_done_again_byte_for_byte(
    data: bytes, draw: st.DataObject
) -> None:
    desk = Desk(data.decode())
    for _ in range(draw.draw(st.integers(1, 6))):
        raw_view = draw.draw(st.booleans())
        desk.now += draw.draw(st.sampled_from([0.1, 2.0]))
        desk.do(apply(desk.session, any_edit(desk.session, draw), raw_view=raw_view), TYPING)
    after = serialise(desk.session)
    while desk.undo() is not None:
        pass
    assert serialise(desk.session) == data
    while desk.redo() is not None:
        pass
    assert serialise(desk.session) == after


class Busy:
    """Sends, endings, typing, undo and redo in any order."""

    def __init__(self, draw: st.DataObject) -> None:
        self.draw = draw
        self.desk = Desk(f"{U}first\n\n{U}second\r\nthird\n")
        self.start = self.desk.text
        self.running: dict[str, Slice] = {}
        self.count = 0

    def index(self, one: Slice) -> int:
        return next(at for at, part in enumerate(self.desk.session.parts) if part is one)

    def send(self) -> None:
        desk, key = self.desk, f"r{self.count}"
        self.count += 1
        at = self.draw.draw(st.integers(1, len(desk.session.parts)))
        above = desk.session.parts[at - 1]
        if any(above is one for one in self.running.values()):
            return
        desk.do(inserted(desk.session, at, slice_of("prompt\n\n")), "Send", key=key)
        self.running[key] = slice_of(f"running {key}\n\n", Role.ASSISTANT)
        desk.pass_by(Splice(at + 1, (), (self.running[key],)))

    def end(self) -> None:
        if self.running:
            key = self.draw.draw(st.sampled_from(sorted(self.running)))
            one = self.running.pop(key)
            at = self.index(one)
            self.desk.pass_by(removal(self.desk.session, at))
            self.desk.do(Splice(at, (), (self.draw.draw(slices).with_tail(2),)), "Answer")

    def write(self) -> None:
        parts = self.desk.session.parts
        own = [
            at
            for at, part in enumerate(parts)
            if at and not any(part is one for one in self.running.values())
        ]
        if own:
            at = self.draw.draw(st.sampled_from(own))
            text = shown(parts[at])
            offset = self.draw.draw(st.integers(text.index("\n") + 1, len(text)))
            text = self.draw.draw(st.sampled_from(["x", "\n", "=={", "yy\nzz"]))
            self.desk.do(apply(self.desk.session, Edit(at, offset, at, offset, text)), TYPING)

    def undo(self) -> None:
        self.desk.undo(*self.running)

    def redo(self) -> None:
        self.desk.redo()


@given(st.data())
def test_whatever_runs_meanwhile_everything_can_be_undone(draw: st.DataObject) -> None:
    busy = Busy(draw)
    steps = [busy.send, busy.end, busy.write, busy.write, busy.undo, busy.redo]
    for _ in range(draw.draw(st.integers(1, 14))):
        busy.desk.now += 2.0
        draw.draw(st.sampled_from(steps))()
        session = busy.desk.session
        assert parse(serialise(session)).parts == session.parts
        for one in busy.running.values():
            busy.index(one)
    while busy.running:
        busy.end()
    while busy.desk.undo() is not None:
        pass
    assert busy.desk.text == busy.start
