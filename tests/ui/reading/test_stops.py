"""Tab goes from link to link in what is seen."""

from __future__ import annotations

from tests.ui.reading.conftest import Shows, Texts
from vibekoder.ui.reading.stops import Stops

TEXT = "<details><summary>Reasoning · 1.0 s</summary>\n\nHm\n\n</details>\n\n[a](b.md) [c](d.md)\n"


def test_one_goes_over_folds_and_links_and_off_the_end(shows: Shows) -> None:
    view, stops = shows(Texts([TEXT])), Stops()
    rows = [one for one in view.viewport().children() if one.isWidgetType() and one.isVisible()]
    found = list[str | None]()
    while stops.step(rows, 600, 1):
        found.append(stops.address)
    assert found == [None, "b.md", "d.md"]
    assert not stops.some
    assert stops.step(rows, 600, -1)
    assert stops.address == "d.md"
    assert stops.widget is not None
    stops.forget(stops.widget)
    assert stops.address is None
