"""The result of a connection test, in words."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from vibekoder.app.ends import Failed
from vibekoder.app.errand import Outcome
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.trial_box import Told, TrialBox, told


def test_a_good_test_tells_each_step_and_how_soon_it_came() -> None:
    outcome = Outcome("ready", 0.041, 0.64, 0.7, 2, 0, 12)
    assert told(outcome, "api.example", "big", "HOUSE_KEY") == Told(
        good=True,
        title="Connected",
        text="0.70 s in all · 12 tokens used",
        rows=(
            ("Reached api.example", "41 ms"),
            ("Key accepted", "from HOUSE_KEY"),
            ("First word from big", "0.64 s"),
            ("Answered to the end", "2 pieces, 0 unreadable"),
        ),
    )


def test_a_failed_test_says_why_and_how_far_it_came() -> None:
    outcome = Outcome(reached=0.2, took=0.3, failed=Failed("auth", "Refused.", "Check the key."))
    said = told(outcome, "api.example", "big", "HOUSE_KEY")
    assert (said.good, said.title, said.text) == (False, "Refused", "Check the key.")
    assert said.rows == (("Reached api.example", "0.20 s"),)


def test_a_test_without_key_and_usage_claims_neither() -> None:
    said = told(Outcome("ready", 0.01, 0.02, 0.03, 1), "", "rehearsal", "")
    assert said.text == "30 ms in all"
    assert said.rows[0] == ("Begun", "10 ms")
    assert said.rows[-1] == ("Answered to the end", "1 piece, 0 unreadable")


def test_the_box_says_all_of_it_to_a_screen_reader(qtbot: QtBot, look: Look) -> None:
    box = TrialBox(look)
    qtbot.addWidget(box)
    box.resize(600, 140)
    box.wait("tool_calls")
    assert box.words() == "Tool calls …"
    low = box.heightForWidth(600)
    box.show_result(Told(good=True, title="Connected", text="Soon", rows=(("Reached", "1 ms"),)))
    assert box.words() == "Connected. Soon. Reached: 1 ms"
    assert box.heightForWidth(600) > low
    assert not box.grab().isNull()
    box.forget()
    assert not box.isVisible()
