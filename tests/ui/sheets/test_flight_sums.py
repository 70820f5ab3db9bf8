"""What a request weighs and costs, said at the side of its rows."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from tests.ui.sheets.test_flight_rows import LINES, rows
from vibekoder.core.account import Account, Weight
from vibekoder.core.compile import Piece
from vibekoder.core.fitting import Fit
from vibekoder.core.messages import Role
from vibekoder.core.models import ModelFacts, Prices
from vibekoder.engine.flight import Flight, Last
from vibekoder.engine.preview import Preview
from vibekoder.engine.replay import Sent
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.flight_sums import FlightSums, Sums, sums_of

ACCOUNT = Account((Weight(Piece("text", Role.USER, 0, 9), 900, 1000),), 100)
SENT = Sent("n", "b", "u", "m", {}, (), (), 0, b"x")
FACTS = ModelFacts("m", context=2000, output=500, prices=Prices(3.0, 15.0))


def sums(window: int | None = 2000, facts: ModelFacts = FACTS, *, before: bool = True) -> Sums:
    seen = Preview(body=b"x" * 1000, account=ACCOUNT, fit=Fit(1000, 600, window))
    flight = Flight(seen, LINES, Last(SENT, "", "0.03") if before else None, 400)
    if not before:
        flight = replace(flight, alike=None)
    return sums_of(flight, rows(), facts, "13:52")


def test_it_tells_what_a_cache_may_have_and_what_is_new() -> None:
    told = sums()
    assert (told.total, told.window) == ("~1.0k", "of 2.0k tokens")
    assert told.shares == (0.2, 0.5)
    figures = [figure for _, figure in told.cache]
    assert figures == ["~400", "~600", "± 20 %", "1,000 bytes"]
    assert told.money[-1] == ("Last send cost", "$0.030")
    assert "Answer, at most 500" in told.text


def test_it_names_what_changed_since_the_last_send() -> None:
    told = sums()
    assert told.changed == "Changed since 13:52"
    assert told.changes[0] == ("drift", "*.py", "+12 −3")
    assert ("file-missing", "gone.py", "gone") in told.changes
    assert ("plus", "Your words", "~9 tokens") in told.changes


def test_at_the_first_send_the_error_of_the_estimate_stands_there() -> None:
    told = sums(before=False)
    assert told.cache[0] == ("Estimated, about", "± 20 %")
    assert (told.changed, told.changes) == ("", ())


def test_what_is_not_known_is_said() -> None:
    told = sums(None, ModelFacts("m"), before=False)
    assert "The model's window is not known" in told.text
    assert "Its price is not known" in told.text
    assert "± 20 %" in told.text


def test_it_is_painted_with_all_its_changes_or_as_many_as_have_room(
    qtbot: QtBot, look: Look
) -> None:
    panel = FlightSums(look)
    qtbot.addWidget(panel)
    assert not panel.grab().isNull()
    panel.show_sums(sums())
    panel.resize(panel.sizeHint())
    whole = panel.grab().toImage()
    panel.resize(panel.width(), 240)
    assert panel.grab().toImage() != whole
    assert panel.accessibleName() == panel.text()
