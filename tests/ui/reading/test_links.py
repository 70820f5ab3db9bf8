"""Addresses: where they lead is said truly, and what is not opened is refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from vibekoder.ui.reading.links import Place, inside, judge, visible


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "sessions").mkdir()
    for name in ("001.md", "002.md"):
        (tmp_path / "sessions" / name).write_text("x", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    return Place(tmp_path, tmp_path / "sessions" / "001.md")


@pytest.mark.parametrize("address", ["http://x.org", "https://x.org:80/a?b=c#d", "HTTPS://x.org"])
def test_the_web_is_opened(place: Place, address: str) -> None:
    assert judge(address, place).kind == "web"


def test_a_mail_is_written(place: Place) -> None:
    assert judge("mailto:a@x.org", place).kind == "mail"


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "JavaScript:x", "data:text/html,x", "file:///etc/passwd"),
        *("vbscript:x", "ftp://x.org", "C:/x.exe", "ssh://x", "mailto:", "http://", "http://[x"),
        *("//x.org/share", "\\\\host\\share", "/etc/passwd", "../../etc/passwd", "../notes.txt"),
        *("https://x.org@evil.org/", "http://x.org/" + "a" * 3000, "", "missing.md", "a\0b.md"),
    ],
)
def test_everything_else_is_refused_with_a_sentence(place: Place, address: str) -> None:
    link = judge(address, place)
    if address == "":
        assert link.kind == "slice"
    else:
        assert link.kind == "refused"
        assert link.sentence.endswith(".")


def test_a_session_of_the_project_is_opened_here(place: Place) -> None:
    for address in ("002.md", "../sessions/002.md", "sessions/002.md"):
        link = judge(address, place)
        assert (link.kind, link.path) == ("session", place.root / "sessions" / "002.md")


def test_a_slice_is_named_behind_the_number_sign(place: Place) -> None:
    assert judge("#abc234", place).slice_id == "abc234"
    assert judge("002.md#abc234", place).slice_id == "abc234"


def test_a_link_on_the_disk_that_leads_out_of_the_project_is_refused(
    place: Place, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.md"
    outside.write_text("x", encoding="utf-8")
    (place.root / "sessions" / "003.md").symlink_to(outside)
    assert judge("003.md", place).kind == "refused"


def test_no_sign_of_an_address_is_hidden() -> None:
    assert visible("http://x.org/\u202egpj.exe") == "http://x.org/%E2%80%AEgpj.exe"
    assert visible("http://аpple.com") == "http://%D0%B0pple.com"


def test_a_session_outside_of_the_project_still_has_its_folder(tmp_path: Path) -> None:
    assert inside("a.png", Place(tmp_path, Path("/elsewhere/1.md"))) == ["a.png"]
