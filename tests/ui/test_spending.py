"""What session and project used and cost, as the window shows it."""

from __future__ import annotations

from pathlib import Path

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream

PAID = """\
=={ User | id=aaaaaa }==
Hello

=={ Assistant | id=bbbbbb model=x/y usage=1000/200// cost=0.5 }==
Yes
"""


def paid(root: Path, *names: str) -> Path:
    """Sessions with one answer each that cost 50 cents; the first of them."""
    folder = root / "sessions"
    folder.mkdir()
    for name in names:
        (folder / name).write_text(PAID, encoding="utf-8")
    return folder / names[0]


def test_the_status_bar_sums_the_session(opens: Opens, root: Path) -> None:
    person = opens(session=paid(root, "001.md"))
    person.ready()
    person.until(lambda: person.window.status.spent.text() == "Session 1.2k tokens · $0.50")
    told = person.window.status.spent.toolTip()
    assert "Sent: 1,000 tokens" in told
    assert "Cost: $0.50 as the provider tells, or by the list prices of their days" in told


def test_the_panel_sums_the_project(opens: Opens, root: Path) -> None:
    person = opens(session=paid(root, "001.md", "002.md"))
    person.ready()
    section = person.window.project.section
    person.until(lambda: "Cost: $1.00" in section.toolTip())
    assert section.accessibleDescription().startswith("All sessions\n2 answers")


def test_a_new_answer_is_added_at_once(person: Person, server: ScriptedServer) -> None:
    assert person.window.status.spent.text() == ""
    usage = {"prompt_tokens": 900, "completion_tokens": 100}
    server.reply(stream(["Yes"], usage=usage))
    person.ask("Hello")
    person.until(lambda: person.window.status.spent.text() == "Session 1.0k tokens · local")


def test_all_of_it_can_be_read_by_keys(opens: Opens, root: Path) -> None:
    person = opens(session=paid(root, "001.md"))
    person.ready()
    person.until(lambda: person.window.workspace.totals.answers == 1)
    person.press("Ctrl+Shift+P")
    person.type("used and spent")
    person.press("Return")
    person.until(lambda: person.sheet().accessibleName() == "Used and spent")
    text = person.sheet().text.toPlainText()
    assert text.startswith("This session\n1 answer")
    assert "All sessions" in text


def test_the_vendors_list_is_named_with_its_day(opens: Opens, root: Path) -> None:
    path = paid(root, "001.md")
    with (root / "vibekoder.toml").open("a", encoding="utf-8") as file:
        file.write('[backends.vendor]\nkind = "openai"\n')
    person = opens(session=path)
    person.ready()
    person.until(lambda: "List price: OpenAI of 20" in person.window.status.spent.toolTip())
