"""What servers say of errors, in every shape that was met."""

from __future__ import annotations

from typing import Any

import pytest

from vibekoder.wire import complaints


@pytest.mark.parametrize(
    "known",
    [
        {"detail": "no"},
        {"detail": [{"loc": ["body"], "msg": "no"}]},
        {"code": 500, "message": "no"},
        {"object": "error", "message": "no"},
        {"type": "error", "message": "no"},
    ],
)
def test_an_error_needs_no_member_of_that_name(known: dict[str, Any]) -> None:
    assert complaints.is_flat(known)
    assert "no" in complaints.in_value(known).words


@pytest.mark.parametrize(
    "known", [{}, {"message": "hello"}, {"code": 1}, {"detail": ""}, {"message": {}, "code": 1}]
)
def test_other_objects_are_no_errors(known: dict[str, Any]) -> None:
    assert not complaints.is_flat(known)


def test_the_parameter_that_is_refused_and_all_codes_are_found() -> None:
    body = (
        b'{"type": "error", "error": {"message": "no", "param": "stop", "code": 400, "type": "x"}}'
    )
    said = complaints.in_body(body)
    assert (said.words, said.param, said.status) == ("no", "stop", 400)
    assert said.codes == ("400", "x", "error")


def test_a_gateway_tells_whether_a_second_try_may_help() -> None:
    told = {"error": {"message": "no", "availability": {"retryable": False}}}
    assert complaints.in_value(told).retryable is False
    assert complaints.in_value({"error": "no"}).retryable is None


def test_a_page_is_told_by_its_title_or_its_text() -> None:
    assert complaints.in_body(b"<title>502 &amp; more</title>").words == "502 & more"
    assert complaints.plain("<script>x</script><b>Bad</b> Gateway") == "Bad Gateway"
