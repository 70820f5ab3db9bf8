"""The request before it is sent is the request that is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

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


KEY = "ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2"


def test_what_is_shown_of_a_secret_is_what_leaves_once_it_is_redacted(tmp_path: Path):
    one = desk(tmp_path, f"u aaaaaa: TOKEN={KEY}", "a: two")
    (one.home.root / "dev.env").write_text(f"TOKEN={KEY}\n")
    prompt = f"It is TOKEN={KEY}\n<!-- include: dev.env -->\nWhy?"
    plain = shown(one, prompt)
    seen = shown(one, prompt, redact=True)
    assert seen.plain == plain.body
    assert KEY.encode() in plain.body
    assert KEY.encode() not in seen.body
    assert [found for _, found in seen.secrets] == [found for _, found in plain.secrets]
    assert {piece for piece, _ in seen.secrets} <= set(seen.compiled.pieces)


def test_without_a_secret_nothing_is_redacted(tmp_path: Path):
    one = desk(tmp_path)
    assert shown(one, "Hello", redact=True).body == shown(one, "Hello").body
    assert shown(one, "Hello", redact=True).plain == b""


@pytest.mark.parametrize(
    "prompt",
    ["  words  \n\n", "a\r\nb", "=={ User }==\nx", "\\<!-- include: a -->", "a\x00\u2028b\ud800"],
)
def test_however_it_is_written_what_is_shown_is_what_leaves(tmp_path: Path, prompt: str):
    one = desk(tmp_path, "u: one", "a: two")
    body = shown(one, prompt).body
    assert body == plain_body(sent(one, prompt)._work.request)
