"""A tab's session as the reading view asks for it."""

from __future__ import annotations

from pathlib import Path

from tests.end2end.conftest import Opens
from vibekoder.core.messages import Role
from vibekoder.ui.reading.source import Source, TabSource

TEXT = "---\ntitle: A\n---\nBefore.\n=={ User | id=aaaaaa }==\nAsk\n"


def test_a_session_is_told_part_by_part_without_what_is_for_programs(
    opens: Opens, root: Path
) -> None:
    path = root / "sessions" / "a.md"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    person = opens(session=path)
    person.ready()
    source: Source = TabSource(person.tab, person.editor)
    assert source.count() == 2
    head, begin = source.text(0)
    assert head[begin:].strip() == "Before."
    text, begin = source.text(1)
    assert text[begin:].strip() == "Ask"
    assert (source.role(0), source.role(1)) == (None, Role.USER)
    assert source.banner(1) is not None
    assert source.box(1) is None
    assert source.acts(0) == []
    assert source.acts(1)
