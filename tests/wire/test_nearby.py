"""A server of this computer that cannot be reached."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.wire.driven import end_of, endpoint, exchange
from vibekoder.core.errors import Code, Failure
from vibekoder.wire.nearby import not_running

HERE = "http://localhost:11434/api/chat"
REFUSED = Failure(
    Code.UNREACHABLE, "Cannot reach localhost:11434: the connection was refused.", retryable=True
)


def _endpoint(**quirks: Any) -> Any:
    return endpoint(HERE, quirks=quirks)


def test_a_program_that_does_not_run_is_named() -> None:
    failure = not_running(REFUSED, _endpoint(program="Ollama"), HERE)
    assert failure.message == "Ollama is not running at localhost:11434."
    assert failure.hint == "Your text is kept. Start Ollama, then try again."
    assert failure.detail == REFUSED.message


@pytest.mark.parametrize(
    ("failure", "quirks", "url"),
    [
        (REFUSED, {}, HERE),
        (REFUSED, {"program": "Ollama"}, "http://box.example:11434/api/chat"),
        (replace(REFUSED, retryable=False), {"program": "Ollama"}, HERE),
        (replace(REFUSED, code=Code.TLS), {"program": "Ollama"}, HERE),
    ],
)
def test_any_other_failure_stays(failure: Failure, quirks: dict[str, Any], url: str) -> None:
    assert not_running(failure, _endpoint(**quirks), url) == failure


def test_a_request_ends_in_these_words() -> None:
    ours = exchange(endpoint=_endpoint(program="Ollama"), max_retries=0)
    ours.start(0.0)
    ours.sent(0.0)
    end = end_of(ours.closed(REFUSED, 1.0))
    assert end.data["message"] == "Ollama is not running at localhost:11434."


def test_one_that_took_the_request_and_broke_off_does_run() -> None:
    ours = exchange(endpoint=_endpoint(program="Ollama"), max_retries=0)
    ours.start(0.0)
    ours.sent(0.0)
    ours.connected(0.5)
    assert end_of(ours.closed(REFUSED, 1.0)).data["message"] == REFUSED.message
