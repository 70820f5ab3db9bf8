"""What an answer took, in words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.ui import figures

WHOLE = {"usage": "6200/868/412/1024", "cost": "0.031", "finish": "stop", "secs": "14.2"}


def test_the_banner_has_tokens_and_cost() -> None:
    assert figures.short(WHOLE) == "868 tokens · $0.031"
    assert figures.short({}) == ""


def test_all_that_is_known_is_told() -> None:
    assert figures.lines(WHOLE) == [
        "Finish: stop (complete)",
        "Sent: 6,200 tokens, 1,024 of them from the provider's cache",
        "Answer: 868 tokens, 412 of them reasoning",
        "Cost: $0.031 as the provider tells, or by the list price of its day",
        "Time: 14.2 s, 61 tokens in a second",
    ]


def test_what_is_not_known_is_not_told() -> None:
    assert figures.lines({}) == []
    assert figures.lines({"finish": "odd", "secs": "soon"}) == ["Finish: odd"]
    assert figures.lines({"usage": "/12", "secs": "0"}) == [
        *("Answer: 12 tokens", "Cost: not known, no price is listed for this model", "Time: 0.0 s"),
    ]


def test_a_model_on_this_computer_costs_nothing() -> None:
    assert "Cost: none, the model runs on this computer" in figures.lines({"cost": "local"})


def test_the_menu_of_an_answer_shows_what_it_took(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Yes"], usage={"prompt_tokens": 9, "completion_tokens": 2}))
    person.ask("Hello")
    person.choose(person.last, "What it took…")
    sheet = person.sheet()
    assert sheet.accessibleName() == "What the answer took"
    assert "Answer: 2 tokens" in sheet.text.toPlainText()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
