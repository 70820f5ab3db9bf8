"""What has changed since it was sent, as a text for the next prompt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.test_pieces import PNG, pieces, pin
from tests.support.builders import session
from vibekoder.core.account import PICTURE_TOKENS
from vibekoder.core.calibration import Calibration
from vibekoder.engine.drift import Changes, changes

LONG = "".join(f"line {n}\n" for n in range(200))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "src").mkdir(parents=True)
    (root / "src/a.py").write_text(LONG)
    (root / "src/b.py").write_text("four\n")
    return root


def test_a_changed_file_is_told_as_its_difference_and_what_that_saves(root: Path) -> None:
    line = pin(root, "include: src/a.py")
    (root / "src/a.py").write_text(LONG.replace("line 50\n", "line fifty\n"))
    found = changes(pieces(root), session(f"u: <!-- {line} -->"))
    assert found.text.startswith(
        "src/a.py has changed since it was sent:\n```diff\n--- src/a.py\n+++ src/a.py\n@@ -48,7"
    )
    assert "-line 50\n+line fifty\n" in found.text
    assert found.files == 1
    assert found.saved > 5 * found.tokens


def test_what_it_saves_is_corrected_by_what_the_model_counted_before(root: Path) -> None:
    line = pin(root, "include: src/a.py")
    (root / "src/a.py").write_text(LONG.replace("line 50\n", "line fifty\n"))
    one = session(f"u: <!-- {line} -->")
    plain, twice = (changes(pieces(root), one, Calibration((by,))) for by in (1.0, 2.0))
    assert twice == replace(plain, tokens=2 * plain.tokens, saved=2 * plain.saved)


def test_what_is_as_it_was_sent_is_not_told(root: Path) -> None:
    line = pin(root, "include: src/b.py")
    assert changes(pieces(root), session(f"u: <!-- {line} -->\n<!-- include: src/a.py -->")) == (
        Changes()
    )


def test_a_file_counts_where_it_was_sent_last(root: Path) -> None:
    first = pin(root, "include: src/b.py")
    (root / "src/b.py").write_text("five\n")
    second = pin(root, "include: src/b.py")
    one = session(f"u: <!-- {first} -->", "a: yes", f"u: <!-- {second} -->")
    assert changes(pieces(root), one) == Changes()


def test_a_part_is_told_by_its_name(root: Path) -> None:
    line = pin(root, "include: src/a.py#L1-2")
    (root / "src/a.py").write_text("other\n" + LONG)
    found = changes(pieces(root), session(f"u: <!-- {line} -->"))
    assert "src/a.py#L1-2 has changed" in found.text


def test_of_a_folder_new_files_are_included_and_gone_ones_named(root: Path) -> None:
    line = pin(root, "include: src")
    (root / "src/b.py").unlink()
    (root / "src/c.py").write_text("new\n")
    found = changes(pieces(root), session(f"u: <!-- {line} -->"))
    assert "src/c.py is new since its folder was sent:\n<!-- include: src/c.py -->" in found.text
    assert "src/b.py cannot be had any more" in found.text
    assert found.files == 2


def test_a_difference_with_fences_in_it_stays_inside_its_own(root: Path) -> None:
    (root / "src/b.py").write_text("```\nfour\n```\n")
    line = pin(root, "include: src/b.py")
    (root / "src/b.py").write_text("```\nfive\n```\n")
    text = changes(pieces(root), session(f"u: <!-- {line} -->")).text
    assert "````diff\n" in text
    assert text.endswith("\n````")


def test_a_changed_picture_is_included_anew(root: Path) -> None:
    (root / "shot.png").write_bytes(PNG)
    line = pin(root, "include: shot.png")
    (root / "shot.png").write_bytes(PNG + b"other")
    found = changes(pieces(root), session(f"u: <!-- {line} -->"))
    assert found.text == (
        "shot.png has changed since it was sent; this is how it is now:\n<!-- include: shot.png -->"
    )
    assert found.tokens > PICTURE_TOKENS
    assert found.saved == 0
    (root / "shot.png").unlink()
    gone = changes(pieces(root), session(f"u: <!-- {line} -->"))
    assert gone.text.startswith("shot.png cannot be had any more")


def add(root: Path, words: str) -> None:
    with (root / "src/a.py").open("a") as file:
        file.write(words)


def test_what_a_prompt_has_told_is_not_told_again(root: Path) -> None:
    line = pin(root, "include: src/a.py")
    add(root, "x\n")
    first = changes(pieces(root), session(f"u: <!-- {line} -->"))
    said = (f"u: <!-- {line} -->", "a: yes", f"u: {first.text}\nSo?")
    assert changes(pieces(root), session(*said)) == Changes()
    assert changes(pieces(root), session(said[0]), draft=first.text) == Changes()
    add(root, "y\n")
    second = changes(pieces(root), session(*said)).text
    assert "+y" in second
    assert "+x" not in second
    assert changes(pieces(root), session(*said, "a: so", f"u: {second}")) == Changes()


def test_what_a_prompt_tells_before_a_file_was_sent_anew_is_not_of_it(root: Path) -> None:
    old = pin(root, "include: src/a.py")
    add(root, "x\n")
    told = changes(pieces(root), session(f"u: <!-- {old} -->")).text
    new = pin(root, "include: src/a.py")
    add(root, "y\n")
    one = session(f"u: <!-- {old} -->", f"u: {told}\n<!-- {new} -->")
    assert "+y" in changes(pieces(root), one).text


def test_a_difference_that_a_person_has_changed_tells_nothing(root: Path) -> None:
    line = pin(root, "include: src/a.py")
    add(root, "x\n")
    text = changes(pieces(root), session(f"u: <!-- {line} -->")).text
    other = text.replace(" line 199", " line 99")
    assert changes(pieces(root), session(f"u: <!-- {line} -->", f"u: {other}")).text == text


def test_line_ends_of_another_system_make_no_difference(root: Path) -> None:
    (root / "src/b.py").write_bytes(b"four\r\nfive\r\n")
    line = pin(root, "include: src/b.py")
    (root / "src/b.py").write_bytes(b"four\r\nsix\r\n")
    text = changes(pieces(root), session(f"u: <!-- {line} -->")).text
    one = session(f"u: <!-- {line} -->", f"u: {text.replace(chr(13), '')}")
    assert changes(pieces(root), one) == Changes()
