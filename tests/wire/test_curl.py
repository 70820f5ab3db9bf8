"""A request as a line for curl, without the key."""

from __future__ import annotations

import json
import shlex

from vibekoder.wire.curl import curl
from vibekoder.wire.http import HttpRequest

BODY = json.dumps({"model": "m", "messages": [{"content": "It's “here”\n$HOME"}]})
REQUEST = HttpRequest(
    "POST",
    "https://api.example.com/v1/chat?x=1&y=2",
    (
        ("Content-Type", "application/json"),
        ("User-Agent", "VibeKoder/1"),
        ("Authorization", "Bearer sk-secret"),
        ("X-Own", "sk-other"),
    ),
    BODY.encode(),
)


def test_the_key_is_the_shells_to_fill_in() -> None:
    line = curl(REQUEST, ["authorization", "X-Own"], "OPENAI_API_KEY")
    assert "sk-" not in line
    assert '"Authorization: Bearer $OPENAI_API_KEY"' in line
    assert '"X-Own: $OPENAI_API_KEY"' in line


def test_without_a_variable_the_place_is_named() -> None:
    assert '"Authorization: Bearer $YOUR_KEY"' in curl(REQUEST, ["Authorization", "X-Own"])


def test_the_shell_reads_back_address_and_body_as_they_are() -> None:
    words = shlex.split(curl(REQUEST, ["Authorization", "X-Own"]))
    assert words[:4] == ["curl", "--no-buffer", "-X", "POST"]
    assert words[4] == "https://api.example.com/v1/chat?x=1&y=2"
    assert words[words.index("--data-binary") + 1] == BODY


def test_what_curl_sets_itself_is_left_to_it() -> None:
    assert "User-Agent" not in curl(REQUEST)


def test_a_request_without_a_body_has_none() -> None:
    assert "--data-binary" not in curl(HttpRequest("GET", "http://127.0.0.1:9/v1/models", ()))
