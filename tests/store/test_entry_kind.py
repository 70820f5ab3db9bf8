"""A backend of another kind keeps what the person has set."""

from __future__ import annotations

from vibekoder.core.providers import PROVIDERS
from vibekoder.store.entry_kind import of_kind
from vibekoder.store.projects import BackendEntry, wrong

OPENAI = BackendEntry(
    "ai",
    "openai",
    "OpenAI",
    "https://api.openai.com/v1",
    "gpt-5.4",
    "OPENAI_API_KEY",
    {"temperature": 0.2},
    300.0,
)
HOUSE = BackendEntry("house", "compatible", "House", "https://house.example/v1", "qwen3", "HOUSE")


def test_what_was_the_providers_own_becomes_the_new_ones() -> None:
    turned = of_kind(OPENAI, "anthropic")
    assert (turned.name, turned.title) == ("ai", "Anthropic")
    assert turned.base_url == "https://api.anthropic.com/v1"
    assert (turned.key_variable, turned.model) == ("ANTHROPIC_API_KEY", "")
    assert (turned.params, turned.idle_limit) == ({"temperature": 0.2}, 300.0)


def test_another_protocol_of_the_same_provider_keeps_the_model() -> None:
    turned = of_kind(OPENAI, "openai-responses")
    assert (turned.title, turned.model) == ("OpenAI Responses", "gpt-5.4")
    assert turned.key_variable == "OPENAI_API_KEY"


def test_what_the_person_has_set_stays() -> None:
    turned = of_kind(HOUSE, "vllm")
    assert turned.kind == "vllm"
    assert (turned.title, turned.base_url, turned.model) == ("House", HOUSE.base_url, "qwen3")
    assert turned.key_variable == "HOUSE"


def test_a_server_of_ones_own_gets_the_key_of_nobody() -> None:
    desk = BackendEntry("desk", "llamacpp", "Desk", "http://10.0.0.7:8080/v1", "qwen3")
    assert of_kind(desk, "openai").key_variable == ""


def test_a_local_server_wants_no_key() -> None:
    turned = of_kind(OPENAI, "ollama")
    assert (turned.key_variable, turned.base_url) == ("", "http://localhost:11434")


def test_one_without_a_network_has_neither_address_nor_key() -> None:
    turned = of_kind(HOUSE, "rehearsal")
    assert (turned.base_url, turned.key_variable, turned.model) == ("", "", "")
    assert wrong(turned) == ""


def test_every_kind_can_become_every_other() -> None:
    for first in PROVIDERS.values():
        entry = BackendEntry("a", first.name, first.title, first.base_url)
        for second in PROVIDERS.values():
            turned = of_kind(entry, second.name)
            usable = second.base_url or not second.networked
            assert not usable or wrong(turned) == ""
