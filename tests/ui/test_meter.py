"""How much of the model's window is taken, in a bar and in words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.support.sources import source
from vibekoder.core.calibration import Calibration
from vibekoder.core.models import ModelFacts, Prices
from vibekoder.engine.pieces import State
from vibekoder.engine.stack import NOTHING, Outlook, Share
from vibekoder.ui import meter
from vibekoder.ui.look import Look
from vibekoder.ui.meter import Meter

OUTLOOK = Outlook(earlier=Share(2, 9700, 0), words=Share(1, 8700, 0), before=9700)
KNOWN = ModelFacts("m", context=200_000, prices=Prices(1.0, 2.0))


def request(outlook: Outlook = OUTLOOK, facts: ModelFacts = KNOWN) -> Any:
    cost = 0.0291 if facts.prices else None
    known = Calibration((1.1,) * 9)
    return SimpleNamespace(outlook=outlook, facts=facts, cost=cost, calibration=known)


def test_the_short_form_tells_tokens_and_cost() -> None:
    assert meter.short_form(request()) == "Next send ~18.4k tokens · ~$0.029"
    assert meter.short_form(request(NOTHING)) == ""


def test_an_unknown_price_is_no_price() -> None:
    assert meter.short_form(request(facts=ModelFacts("m"))) == "Next send ~18.4k tokens"
    assert meter.window_of(request(facts=ModelFacts("m"))) == "tokens"
    assert meter.window_of(request()) == "of 200k"


@pytest.mark.parametrize(("count", "words"), [(0, ""), (1, "1 piece is"), (2, "2 pieces are")])
def test_missing_pieces_are_counted(count: int, words: str) -> None:
    gone = tuple(source(f"{n}.py", state=State.MISSING) for n in range(count))
    assert meter.missing_of(request(Outlook(pieces=gone))).startswith(words)


@pytest.mark.parametrize("tokens", [0, 8700, 300_000])
def test_the_bar_is_as_full_as_the_window(qtbot: QtBot, look: Look, tokens: int) -> None:
    bar = Meter(look)
    qtbot.addWidget(bar)
    bar.set_request(request(Outlook(words=Share(1, tokens, 0), before=tokens // 2)))
    assert bar.shares == pytest.approx((tokens / 400_000, tokens / 200_000))
    bar.resize(bar.sizeHint())
    assert not bar.grab().isNull()


def test_without_a_known_window_there_is_no_bar(qtbot: QtBot, look: Look) -> None:
    bar = Meter(look, 64)
    qtbot.addWidget(bar)
    bar.set_request(request(facts=ModelFacts("m")))
    assert bar.isHidden()


def test_an_estimate_says_how_far_it_may_be_off() -> None:
    of = request()
    assert meter.error_of(of) == f"{meter.tokens_of(of)} ± 2 % tokens, estimated"
