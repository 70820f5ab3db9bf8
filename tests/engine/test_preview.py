"""The request before it is sent is the request that is sent."""

from __future__ import annotations

from pathlib import Path

from tests.support.builders import desk, plain_body, sent, target
from vibekoder.core.contents import Output
from vibekoder.engine.desk import Desk
from vibekoder.engine.preview import Preview, preview


def shown(one: Desk, prompt: str, **more: object) -> Preview:
    return preview(one.session, prompt, one.path, one.home, target(), **more)  # pyright: ignore


def test_what_is_shown_is_what_leaves(tmp_path: Path):
    one = desk(tmp_path, "u: one", "a: two")
    (one.home.root / "a.txt").write_text("words\n")
    prompt = "see\n<!-- include: a.txt -->"
    before = shown(one, prompt)
    assert before.ready
    run = sent(one, prompt)
    assert before.body == plain_body(run._work.request)
    assert before.account.bytes == len(before.body)
    assert not list(tmp_path.glob("state/journals/*/x"))


def test_nothing_is_written_by_looking(tmp_path: Path):
    one = desk(tmp_path)
    (one.home.root / "a.txt").write_text("words\n")
    shown(one, "<!-- include: a.txt -->")
    assert not one.path.exists()
    assert not one.home.objects.folder.exists()


def test_what_is_missing_is_named_and_can_be_left_out(tmp_path: Path):
    one = desk(tmp_path)
    found = shown(one, "<!-- include: gone -->")
    assert [missing.why for missing in found.missing] == ["there is no such file"]
    assert not found.ready
    assert shown(one, "<!-- include: gone -->", without=True).ready


def test_commands_are_named_until_their_outputs_are_there(tmp_path: Path):
    one = desk(tmp_path)
    (wanted,) = shown(one, "<!-- command: tree -->").wanted
    ran = {wanted.name: Output(0, "a\n", "", "ab" * 32)}
    assert shown(one, "<!-- command: tree -->", outputs=ran).ready


def test_a_slice_can_be_looked_at_again(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one", "a: two", "u: three")
    found = shown(one, "", again="aaaaaa")
    assert [message.text for message in found.compiled.messages] == ["one"]


def test_nothing_to_send_is_nothing(tmp_path: Path):
    assert not shown(desk(tmp_path), "").ready
