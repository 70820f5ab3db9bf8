"""What every request is made of, whatever the dialect."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.wire.driven import KEY, endpoint
from vibekoder.core.errors import Code, Refused
from vibekoder.wire import outward


def _headers(**more: Any) -> dict[str, str]:
    return dict(outward.headers(endpoint(), "text/plain", **more))


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("https://h", "https://h/v9/ask"),
        ("https://h/own/", "https://h/own/ask"),
        ("https://h/own/ask", "https://h/own/ask"),
        ("https://h/v9/list?a=1", "https://h/v9/ask?a=1"),
        ("localhost:1", "http://localhost:1/v9/ask"),
        ("h.example", "https://h.example/v9/ask"),
    ],
)
def test_a_base_url_with_or_without_known_ends_gives_one_address(written: str, made: str) -> None:
    got = outward.address(endpoint(written), "/ask", known=("/ask", "/list"), prefix="/v9")
    assert got == made


def test_a_query_goes_behind_the_one_that_the_person_wrote() -> None:
    assert (
        outward.address(endpoint("https://h"), "/ask", query="alt=sse") == "https://h/ask?alt=sse"
    )
    got = outward.address(endpoint("https://h/?a=1"), "/ask", query="alt=sse")
    assert got == "https://h/ask?a=1&alt=sse"


def test_a_server_may_have_its_own_beginning_of_paths() -> None:
    place = endpoint("https://h/api", quirks={"prefix": "/api/v1"})
    assert outward.address(place, "/ask", prefix="/v9") == "https://h/api/v1/ask"
    elsewhere = endpoint("https://h/other", quirks={"prefix": "/api/v1"})
    assert outward.address(elsewhere, "/ask") == "https://h/other/ask"
    bare = endpoint("https://h", quirks={"v1": False})
    assert outward.address(bare, "/ask", prefix="/v9") == "https://h/ask"


def test_a_path_may_begin_at_the_host() -> None:
    got = outward.address(endpoint("https://h/a/b?c=1"), "/list", root=True)
    assert got == "https://h/list"


@pytest.mark.parametrize("written", ["", "   ", "ftp://h/", "http://", "http://h:99999/", "h o"])
def test_an_address_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(Refused) as caught:
        outward.address(endpoint(written), "/ask")
    assert "base URL" in caught.value.hint


def test_the_key_goes_where_the_provider_wants_it() -> None:
    assert _headers()["Authorization"] == f"Bearer {KEY}"
    assert _headers(auth="x-api-key")["x-api-key"] == KEY
    assert "Authorization" not in _headers(auth="x-api-key")


def test_the_endpoint_knows_best_where_its_key_goes() -> None:
    place = endpoint(quirks={"auth": "bearer"})
    made = dict(outward.headers(place, "text/plain", auth="x-api-key"))
    assert made["Authorization"] == f"Bearer {KEY}"
    assert "x-api-key" not in made


def test_a_request_without_a_body_names_no_type_of_it() -> None:
    assert "Content-Type" not in _headers(sends=False)
    assert _headers(more=(("version", "1"),))["version"] == "1"


@pytest.mark.parametrize("key", ["abc\ndef", "schlüssel", "two words"])
def test_a_key_that_no_header_can_hold_is_refused(key: str) -> None:
    with pytest.raises(Refused) as caught:
        outward.headers(endpoint(key=key), "text/plain")
    assert caught.value.code == Code.AUTH
    assert key not in str(caught.value)


def test_headers_of_the_endpoint_replace_ours() -> None:
    own = (("authorization", "Basic abc"), ("X-Title", "t"))
    made = outward.headers(endpoint(headers=own), "text/plain")
    found = [value for name, value in made if name.lower() == "authorization"]
    assert found == ["Basic abc"]
    assert ("X-Title", "t") in made


def test_a_server_gets_the_headers_that_it_wants() -> None:
    place = endpoint(quirks={"headers": (("X-Title", "t"),)})
    assert ("X-Title", "t") in outward.headers(place, "text/plain")


def test_an_effort_is_said_in_the_servers_word() -> None:
    place = endpoint(quirks={"efforts": {"minimal": "low"}})
    assert outward.own_params(place, {"reasoning_effort": "minimal"}) == {"reasoning_effort": "low"}
    assert outward.own_params(place, {"reasoning_effort": "high"}) == {"reasoning_effort": "high"}


def test_parameters_for_the_program_are_not_for_the_server() -> None:
    params = {"seed": 1, "stop": None, "rehearsal.play": "x", "vibekoder": {}, "model": "m"}
    assert outward.own_params(endpoint(), params, {"model"}) == {"seed": 1}


def test_a_parameter_that_the_server_has_refused_is_not_sent_again() -> None:
    place = endpoint(quirks={"drop": ("seed",)})
    assert outward.own_params(place, {"seed": 1, "top_p": 0.5}) == {"top_p": 0.5}


def test_half_a_character_does_not_stop_a_request() -> None:
    assert json.loads(outward.json_body({"text": "a\ud83d"})) == {"text": "a\ufffd"}


def test_a_parameter_that_is_no_json_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        outward.json_body({"temperature": float("nan")})
    assert caught.value.code == Code.BAD_REQUEST
    assert "Your text is kept" in caught.value.hint
