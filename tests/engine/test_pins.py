"""Ids and pins are written into the lines they belong to, and into nothing else."""

from __future__ import annotations

import pytest

from tests.support.builders import session
from vibekoder.core import directives
from vibekoder.core.session import parse, serialise
from vibekoder.engine.pins import Naming, Pin, put_ids, put_pins, take_back

LINE, PINNED = "<!-- include: a -->", "<!-- include: a @ 0123456789ab -->"
PIN = Pin("aaaaaa", LINE, PINNED)


def test_a_pin_touches_its_line_alone():
    data = f"=={{ User | id=aaaaaa }}==\r\n\\=={{ x\r\n{LINE}\r\n\nlone\rcr\n\n".encode()
    one = put_pins(parse(data), [PIN])
    assert serialise(one) == data.replace(LINE.encode(), PINNED.encode())
    assert serialise(take_back(one, [PIN])) == data


def test_two_equal_lines_are_pinned_one_after_the_other():
    one = put_pins(session(f"u aaaaaa: {LINE}\n{LINE}"), [PIN, Pin("aaaaaa", LINE, "x")])
    assert one.slices[0].text == f"{PINNED}\nx"


def test_pinning_reads_a_slice_once_however_many_directives_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []
    find = directives.find
    monkeypatch.setattr(directives, "find", lambda text: read.append(text) or find(text))
    lines = [f"<!-- include: {number} -->" for number in range(50)]
    pins = [Pin("aaaaaa", line, f"{line} pinned") for line in lines]
    one = put_pins(session("u aaaaaa: " + "\n".join(lines)), pins)
    assert one.slices[0].text == "\n".join(pin.pinned for pin in pins)
    assert len(read) == 1


def test_a_directive_that_was_changed_is_left_alone():
    one = session("u aaaaaa: <!-- include: b -->")
    assert put_pins(one, [PIN]) is one


def test_a_line_in_a_fence_is_left_alone():
    one = session(f"u aaaaaa: ```\n{LINE}\n```")
    assert put_pins(one, [PIN]) is one


def test_a_slice_that_is_gone_is_no_fault():
    one = session("u: x")
    assert put_pins(one, [PIN]) is one


def test_a_slice_gets_its_id_unless_it_was_changed():
    one = session("u: one", "u: two")
    names = [Naming(one.slices[1], "bbbbbb")]
    named = put_ids(one, names)
    assert [part.id for part in named.slices] == [None, "bbbbbb"]
    assert put_ids(named, names) == named
    assert put_ids(session("u: else"), names) == session("u: else")


def test_a_pin_is_read_back_from_a_journal():
    assert Pin.from_json(PIN.as_json()) == PIN
    for junk in (None, [], ["a", "b"], ["a", "b", 3], {"a": 1}):
        assert Pin.from_json(junk) is None
