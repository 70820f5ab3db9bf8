"""Figures and times as people read them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QLocale

from vibekoder.ui.words import brief, cost, count, file_size, moment, money, rate, seconds, turn

NOW = datetime(2026, 11, 20, 14, 2).astimezone()  # a Friday


@pytest.fixture(autouse=True)
def english() -> object:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "–"),
        (0.0, "0.0 s"),
        (14.21, "14.2 s"),
        (59.94, "59.9 s"),
        (59.96, "0:59"),
        (64.9, "1:04"),
        (3725.0, "1:02:05"),
    ],
)
def test_seconds(value: float | None, words: str) -> None:
    assert seconds(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "–"),
        (0, "0"),
        (868, "868"),
        (1200, "1.2k"),
        (18_430, "18.4k"),
        (99_960, "100k"),
        (200_000, "200k"),
        (999_600, "1.0M"),
        (1_340_000, "1.3M"),
    ],
)
def test_counts(value: int | None, words: str) -> None:
    assert count(value) == words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("12.345", "$12.35"),
        ("0.25", "$0.25"),
        ("0.031", "$0.031"),
        ("0.00452", "$0.0045"),
        ("0.00000045", "$0.00000045"),
        ("0", "$0.00"),
        ("local", "local"),
        ("a lot", "a lot"),
    ],
)
def test_costs(written: str, words: str) -> None:
    assert cost(written) == words


def test_an_unknown_sum_is_no_zero() -> None:
    assert money(None) == "–"


def test_an_unknown_rate_is_no_zero() -> None:
    assert rate(None) == "–"
    assert rate(60.7) == "61/s"


@pytest.mark.parametrize(
    ("value", "words"),
    [(640, "640 bytes"), (12_300, "12 kB"), (999_400, "999 kB"), (3_440_000, "3.4 MB")],
)
def test_file_sizes(value: int, words: str) -> None:
    assert file_size(value) == words


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(minutes=10), "13:52"),
        (timedelta(days=1), "Thu"),
        (timedelta(days=6), "Sat"),
        (timedelta(days=7), "13 Nov"),
        (timedelta(days=400), "16 Oct 2025"),
        (timedelta(days=-1), "21 Nov"),
    ],
)
def test_moments(ago: timedelta, words: str) -> None:
    assert moment(NOW - ago, NOW) == words


@pytest.mark.parametrize(
    ("before", "pause", "said"),
    [
        (0, None, "waiting for its turn"),
        (2, None, "waiting for its turn, 2 before it"),
        (0, 17.2, "queued, sends in 18 s"),
        (3, 5.0, "queued, sends in 5 s, 3 before it"),
    ],
)
def test_a_turn_says_how_many_go_first_and_for_how_long(
    before: int, pause: float | None, said: str
) -> None:
    assert turn(before, pause) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "–"), (0.0414, "41 ms"), (0.64, "0.64 s"), (9.998, "10.0 s"), (64.0, "1:04")],
)
def test_short_times_are_told_in_milliseconds(value: float | None, said: str) -> None:
    assert brief(value) == said
