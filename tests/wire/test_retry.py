"""When a second try may help, and how long to wait."""

from __future__ import annotations

from email.utils import formatdate

import pytest

from vibekoder.wire import retry

NOW = 1_790_000_000.0


@pytest.mark.parametrize("status", [408, 409, 425, 429, 498, 500, 502, 503, 504, 520, 524, 529])
def test_a_passing_fault_may_be_tried_again(status: int) -> None:
    assert retry.may_help(status)


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 413, 415, 422, 451, 501])
def test_a_standing_fault_is_never_tried_again(status: int) -> None:
    assert not retry.may_help(status)


def test_pauses_grow_and_are_jittered() -> None:
    assert [retry.backoff(tries, 1.0) for tries in range(6)] == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0]
    assert retry.backoff(1, 0.0) == 0.75


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "1", "retry-after-ms": "2500"}, 2.5),
        ({"retry-after": "1", "retry-after-ms": "0"}, 1.0),
        ({"retry-after": formatdate(NOW + 20, usegmt=True)}, 20.0),
        ({"retry-after": formatdate(NOW + 90), "date": formatdate(NOW + 60)}, 30.0),
        ({"retry-after": "1e30"}, 1e30),
        ({"retry-after": formatdate(NOW - 20)}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "0"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "Mon, 99 Foo 99999 99:99:99"}, None),
        ({}, None),
    ],
)
def test_the_wait_a_server_names_is_read_in_every_form(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry.named_wait(tuple(headers.items()), NOW) == seconds


def test_a_date_without_any_clock_is_no_wait() -> None:
    assert retry.named_wait((("retry-after", formatdate(NOW)),)) is None


def test_a_wait_inside_an_error_is_read() -> None:
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "22.5s"}
    assert retry.wait_in_body({"details": [{"quota": 1}, "x", info]}) == 22.5
    assert retry.wait_in_body({"availability": {"retry_after": 3}}) == 3.0
    assert retry.wait_in_body({"availability": {"retry_after": "never"}}) is None
    assert retry.wait_in_body({"details": [{"retryDelay": "22"}]}) is None
    assert retry.wait_in_body({}) is None


LATER = 1_800_000_000.0


@pytest.mark.parametrize(
    ("reset", "seconds"),
    [
        ("12", 12),
        ("1.5", 1.5),
        ("6m0s", 360),
        ("1h2m3.5s", 3723.5),
        ("36ms", 0.036),
        ("1d", 86_400),
        (str(LATER + 30), 30),
        (str((LATER + 30) * 1000), 30),
        ("2027-01-15T08:00:20Z", 20),
        ("2027-01-15T08:00:20", None),
        ("2020-01-15T08:00:20Z", None),
        ("soon", None),
        ("", None),
        ("0", None),
    ],
)
def test_a_limit_that_is_used_up_says_when_it_counts_anew(
    reset: str, seconds: float | None
) -> None:
    wait = retry.limit_wait([("X-RateLimit-Reset", reset)], LATER)
    assert wait == (None if seconds is None else pytest.approx(seconds))


def test_only_limits_that_are_used_up_count() -> None:
    openai = [
        ("x-ratelimit-remaining-requests", "0"),
        ("x-ratelimit-reset-requests", "20s"),
        ("x-ratelimit-remaining-tokens", "100"),
        ("x-ratelimit-reset-tokens", "6m0s"),
    ]
    assert retry.limit_wait(openai, LATER) == 20
    anthropic = [
        ("anthropic-ratelimit-tokens-remaining", "0"),
        ("anthropic-ratelimit-tokens-reset", "2027-01-15T08:00:05Z"),
        ("anthropic-ratelimit-requests-remaining", "0"),
        ("anthropic-ratelimit-requests-reset", "2027-01-15T08:00:09Z"),
    ]
    assert retry.limit_wait(anthropic, LATER) == 9
    unknown = [("ratelimit-reset-a", "3"), ("ratelimit-reset-b", "4"), ("date", "x")]
    assert retry.limit_wait(unknown, LATER) is None
