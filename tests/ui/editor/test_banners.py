"""Banners and boxes are arranged once: what is painted is what is hit."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from vibekoder.core.header import Header, read_header
from vibekoder.ui.editor.banners import (
    Act,
    Arranger,
    Banner,
    BannerState,
    Box,
    Item,
    hit,
    state_of,
)
from vibekoder.ui.look import Look

PLACE = QRectF(30, 10, 690, 24)
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
STOP = Act("stop", "Stop", "stop", "Esc")
RETRY = Act("retry", "Retry", "regenerate")
BOX = Box("warn", "Cut off", "All is safe. " * 12, (RETRY, Act("details", "Details")), figure="3 s")


def header(line: str) -> Header:
    read = read_header(line)
    assert read is not None
    return read


ANSWER = header("=={ Assistant | 2026-11-21 10:02:12+00:00 | model=local/qwen3 usage=12/1284// }==")


def words(items: list[Item]) -> list[str]:
    return [item.text for item in items if item.text]


def arranged(look: Look, state: BannerState, *, active: bool = False) -> list[Item]:
    return Arranger(look).banner(PLACE, Banner(ANSWER, state, active, NOW))


def test_a_banner_says_who_which_model_and_when(look: Look) -> None:
    assert words(arranged(look, state_of(ANSWER)))[:3] == ["Assistant", "qwen3", "10:02"]


def test_the_shortest_name_and_day_are_said_too(look: Look) -> None:
    earlier = header("=={ Assistant | 2026-11-20 10:02:12+00:00 | model=openai/o3 }==")
    banner = Banner(earlier, BannerState(), now=NOW)
    assert words(Arranger(look).banner(PLACE, banner))[:3] == ["Assistant", "o3", "Fri"]


@pytest.mark.parametrize(("role", "name"), [("User", "You"), ("System", "System")])
def test_people_are_called_as_they_are_spoken_to(look: Look, role: str, name: str) -> None:
    banner = Banner(header(f"=={{ {role} }}=="), BannerState())
    assert words(Arranger(look).banner(PLACE, banner))[0] == name


def test_a_running_banner_counts_seconds_and_has_stop_alone(look: Look) -> None:
    state = BannerState("answering", "running", 14.2, "61 tokens/s", "868 tokens", (STOP, RETRY))
    items = arranged(look, state, active=True)
    assert "answering  14.2 s · 61 tokens/s" in words(items)
    assert [item.act for item in items if item.act] == [STOP]
    assert next(item for item in items if item.act).key == "Esc"


def test_stop_is_a_button_in_whatever_state_it_is_offered(look: Look) -> None:
    state = BannerState("retrying in 18 s", "info", 14.2, acts=(RETRY, STOP))
    items = arranged(look, state, active=True)
    assert [(item.act, item.shape) for item in items if item.act] == [(STOP, "button")]
    assert "retrying in 18 s" in words(items)


def test_acts_are_icons_where_the_slice_is_active_and_one_else(look: Look) -> None:
    state = BannerState(acts=(RETRY,))
    quiet = [item.act.name for item in arranged(look, state) if item.act]
    active = [item.act.name for item in arranged(look, state, active=True) if item.act]
    assert (quiet, sorted(active)) == (["more"], ["more", "retry"])


def test_a_point_on_an_act_hits_it(look: Look) -> None:
    state = BannerState("answering", "running", acts=(STOP,))
    items = arranged(look, state)
    place = next(item.rect for item in items if item.act)
    assert hit(items, place.center()) == STOP
    assert hit(items, QPointF(31, 12)) is None
    assert min(place.width(), place.height()) >= 24


@pytest.mark.parametrize(
    ("attributes", "word"),
    [
        ("status=stopped", "stopped by you"),
        ("status=interrupted", "cut off"),
        ("status=strange", ""),
        ("alt", "variant, not sent"),
        ("alt=conflict", "changed on disk too"),
    ],
)
def test_a_header_alone_tells_how_it_ended(attributes: str, word: str) -> None:
    assert state_of(header(f"=={{ Assistant | {attributes} }}==")).word == word


def test_a_header_tells_what_was_used() -> None:
    line = "=={ Assistant | usage=12/1284// cost=0.031 }=="
    assert state_of(header(line)).tokens == "1.3k tokens · $0.031"
    assert state_of(header("=={ Assistant | usage=/// }==")).tokens == ""


def test_a_time_that_is_none_is_shown_as_it_stands(look: Look) -> None:
    banner = Banner(header("=={ User | 2026-13-40 10:00:00 }=="), BannerState())
    assert "2026-13-40 10:00:00" in words(Arranger(look).banner(PLACE, banner))


def test_a_box_is_as_high_as_its_lines(look: Look) -> None:
    arranger = Arranger(look)
    wide, narrow = arranger.box_height(BOX, 690), arranger.box_height(BOX, 300)
    assert narrow > wide
    place = QRectF(0, 0, 300, narrow)
    assert max(item.rect.bottom() for item in arranger.box(place, BOX)) <= narrow


def test_a_box_says_what_why_and_what_to_do(look: Look) -> None:
    items = Arranger(look).box(QRectF(0, 0, 690, 120), BOX)
    assert words(items)[0] == "Cut off"
    assert "3 s" in words(items)
    assert [(item.act.name, item.shape) for item in items if item.act] == [
        ("retry", "button"),
        ("details", "link"),
    ]


@pytest.mark.parametrize("level", ["running", "quiet", "info", "warn", "error"])
def test_every_state_can_be_painted(look: Look, level: str) -> None:
    state = BannerState("word", level, 3.0, acts=(STOP,))  # type: ignore[arg-type]
    box = Box(level, "Title", "Sentence.", (RETRY,), "key")  # type: ignore[arg-type]
    pixmap = QPixmap(800, 200)
    pixmap.fill(Qt.GlobalColor.white)
    before = pixmap.toImage()
    painter = QPainter(pixmap)
    arranger = Arranger(look)
    arranger.paint(painter, arranged(look, state), STOP)
    arranger.paint_box(painter, QRectF(30, 60, 690, 90), box, RETRY)
    painter.end()
    assert pixmap.toImage() != before
