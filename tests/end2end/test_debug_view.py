"""What a request went through can be read of every dialect, and repeated without the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from tests.end2end.conftest import Opens
from tests.end2end.person import KEY, Person
from tests.end2end.speaking import write
from tests.support.dialects import Spoken
from tests.support.server import ScriptedServer
from tests.ui.sheets.test_accounts import cells, opened

TIMES = ("First byte", "First text", "End")


@pytest.fixture
def person(
    qt_loop: object,
    opens: Opens,
    root: Path,
    server: ScriptedServer,
    spoken: Spoken,
) -> Person:
    """Somebody with a key, whose first answer was late and has a piece that nobody can read."""
    write(root, server.url, spoken)
    *begun, last = spoken.begun(["Good ", "end"])
    server.reply(
        spoken.refusal(503, "busy", (("Retry-After-Ms", "30"),)),
        spoken.answer(*begun, spoken.spoiled, last, *spoken.ended("stop")),
        spoken.refusal(400, "never"),
    )
    someone = opens()
    someone.ready()
    someone.ask("One")
    someone.ask("Two")
    return someone


def test_times_sizes_retries_and_unread_pieces_are_read_of_every_dialect(person: Person) -> None:
    sheet = opened(person)
    failed, row = cells(sheet, 0), cells(sheet, 1)
    assert (row["State"], failed["State"]) == ("completed", "failed: bad request")
    assert (row["Retries"], row["Unread"], failed["Retries"]) == ("1", "1", "0")
    assert all(row[name].endswith(("ms", " s")) for name in TIMES)
    assert row["Bytes"].endswith(("bytes", "kB"))
    assert int(row["Events"]) >= 1
    assert sheet.sums.text().startswith("scripted: 2 requests, 50% answered, ")


def test_the_line_for_curl_has_the_address_and_the_body_and_no_key(
    person: Person, server: ScriptedServer
) -> None:
    sheet = opened(person)
    assert KEY in repr(server.visits[0].headers)
    QGuiApplication.clipboard().clear()
    QTest.keyClick(sheet.copy, " ")
    person.until(lambda: QGuiApplication.clipboard().text().startswith("curl "))
    line = QGuiApplication.clipboard().text()
    assert server.visits[-1].path.partition("?")[0] in line
    assert "Two" in line
    assert KEY not in line
