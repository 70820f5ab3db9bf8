"""Templates as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.builders import session, texts
from vibekoder.core.commands import BUILT_IN
from vibekoder.core.directives import find
from vibekoder.core.session import parse
from vibekoder.core.templates import KNOWN, names_in
from vibekoder.store import front_matter, templates
from vibekoder.store.paths import resources
from vibekoder.store.templates import Made, listed, load, save, used

TEXT = """\
---
title: Review {{date}}
description: With  care
model: small
ask:
  file: Which file?
---

=={ System }==
Be brief.

=={ User }==
<!-- include: {{file}} -->
{{more_text}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "review.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_template_says_what_it_is_and_what_it_asks(path: Path) -> None:
    one = load(path)
    assert (one.title, one.description) == ("Review {{date}}", "With care")
    assert one.questions == {"file": "Which file?", "more_text": "more text"}
    assert one.tokens > 0


def test_a_session_made_from_it_keeps_what_is_not_the_templates_own(path: Path) -> None:
    made = used(path, {"date": "2026-11-21", "file": "a.py", "more_text": "Go."})
    data, prompt = made.data, made.prompt
    front = front_matter.read(parse(data).head.front)
    assert front == {"title": "Review 2026-11-21", "model": "small"}
    assert texts(parse(data)) == ["s: Be brief."]
    assert prompt == "<!-- include: a.py -->\nGo."


def test_a_name_without_a_place_for_a_value_is_not_given_to_every_session(path: Path) -> None:
    path.write_text(TEXT.replace(" {{date}}", ""), encoding="utf-8")
    assert "title" not in front_matter.read(parse(used(path, {}).data).head.front)


def test_front_matter_that_cannot_be_read_is_taken_along(path: Path) -> None:
    path.write_text("---\n- a list\n---\n=={ User }==\nHi\n", encoding="utf-8")
    assert load(path).title == "review"
    assert used(path, {}) == Made(b"---\n- a list\n---\n", "Hi")


def test_the_projects_own_take_the_place_of_others(tmp_path: Path) -> None:
    own, shared = tmp_path / "own", tmp_path / "shared"
    for folder, text in ((own, "mine"), (shared, "theirs")):
        folder.mkdir()
        (folder / "a.md").write_text(f"---\ntitle: {text}\n---\n", encoding="utf-8")
    (shared / "Old.VKTemplate").write_text("=={ User | 2020-01-01 10:00:00 }==\nHi\n", "utf-8")
    (shared / "note.txt").write_text("x", encoding="utf-8")
    (shared / "folder.md").mkdir()
    assert [one.title for one in listed((own, tmp_path / "none", shared))] == ["mine", "Old"]


def test_a_template_of_the_earlier_program_opens(tmp_path: Path) -> None:
    path = tmp_path / "Old.VKTemplate"
    path.write_text("title: x\n=={ System | 2020-01-01 10:00:00 }==\nA\n=={ User }==\nB\n", "utf-8")
    made = used(path, {})
    data, prompt = made.data, made.prompt
    assert (texts(parse(data)), prompt) == (["s: A"], "B")


def test_a_session_is_saved_under_a_name_that_is_free(tmp_path: Path) -> None:
    head = "---\ntitle: Old\nforked_from: 001.md#x\nmodel: m # why\n---\n"
    one = session("u aaaaaa: <!-- include: a.py @ 3fa9c1d20b7e -->", "a: yes", head=head)
    first = save(tmp_path / "templates", "Tests: für alle!", one)
    second = save(tmp_path / "templates", "Tests: für alle!", one)
    assert (first.name, second.name) == ("tests-für-alle.md", "tests-für-alle-2.md")
    text = first.read_text("utf-8")
    assert "model: m # why\n" in text
    assert "forked_from" not in text
    assert "<!-- include: a.py -->" in text
    assert load(first).title == "Tests: für alle!"


def test_a_name_of_signs_alone_is_a_name_too(tmp_path: Path) -> None:
    one = session("u: x", head="---\n- a list\n---\n")
    assert save(tmp_path, "???", one).name == "template.md"


BUILT = listed((resources() / "templates",))


@pytest.mark.parametrize("one", BUILT, ids=lambda one: one.path.stem)
def test_what_comes_along_explains_itself_and_includes_only_what_there_is(
    one: templates.Template,
) -> None:
    assert one.description
    text = one.path.read_text("utf-8")
    front = front_matter.read(parse(text.encode()).head.front)
    asked = front.get("ask", {})
    assert set(one.questions) == set(asked)
    assert set(names_in(text)) <= {*KNOWN, *asked}
    prompt = used(one.path, dict.fromkeys((*KNOWN, *one.questions), "x")).prompt
    for found in find(prompt).found:
        assert found.directive is not None
        assert found.directive.kind == "include" or found.directive.target in BUILT_IN


def test_five_come_along() -> None:
    assert {one.path.stem for one in BUILT} == {
        *("question", "development", "review", "tests", "explain"),
    }


def test_what_a_project_does_not_have_is_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Do it.\n\nDocuments:\n\n<!-- include: {{docs}} -->\n\nand {{docs}}\n")
    made = used(path, {"docs": "doc"}, ["docs", "sources"])
    assert made == Made(b"", "Do it.\n\nand doc", ("docs",))
    assert used(path, {"docs": "doc"}).lacking == ()


def test_a_folder_of_templates_that_leads_out_of_the_project_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "away").mkdir()
    (tmp_path / "away/a.md").write_text("x")
    (tmp_path / "project").mkdir()
    (tmp_path / "project/templates").symlink_to(tmp_path / "away")
    assert listed([tmp_path / "project/templates"], tmp_path / "project") == []
