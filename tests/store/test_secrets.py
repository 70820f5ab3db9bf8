import pytest

from vibekoder.store.projects import BUILT_IN, backend_at
from vibekoder.store.secrets import is_missing, key_for

OPENAI = backend_at("openai", "https://api.openai.com/v1")


def test_the_key_is_read_from_the_backends_variable() -> None:
    assert key_for(OPENAI, {"OPENAI_API_KEY": "k", "OTHER": "o"}) == "k"
    assert not is_missing(OPENAI, {"OPENAI_API_KEY": "k"})


def test_blanks_around_a_pasted_key_are_cut() -> None:
    assert key_for(OPENAI, {"OPENAI_API_KEY": " k\n"}) == "k"


@pytest.mark.parametrize("environ", [{}, {"OPENAI_API_KEY": ""}, {"OPENAI_API_KEY": " "}])
def test_a_key_that_is_not_set_is_missing(environ: dict[str, str]) -> None:
    assert key_for(OPENAI, environ) is None
    assert is_missing(OPENAI, environ)


def test_a_backend_without_a_variable_needs_no_key() -> None:
    assert key_for(BUILT_IN, {"": "x", "OPENAI_API_KEY": "k"}) is None
    assert not is_missing(BUILT_IN, {})


def test_openais_key_does_not_go_to_another_address_by_itself() -> None:
    other = backend_at("openai", "https://api.example.com/v1")

    assert key_for(other, {"OPENAI_API_KEY": "k"}) is None
