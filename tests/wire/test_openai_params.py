"""Each server's own spelling of parameters, quirk by quirk."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wire.driven import endpoint
from vibekoder.core.providers import PROVIDERS
from vibekoder.wire.openai_params import left_out, spelt


def _sent(kind: str, model: str = "m", **params: Any) -> dict[str, Any]:
    return spelt(endpoint(quirks=PROVIDERS[kind].quirks), model, params)


def _lost(kind: str, **params: Any) -> tuple[str, ...]:
    return left_out(endpoint(quirks=PROVIDERS[kind].quirks), "m", params)


@pytest.mark.parametrize(
    ("kind", "model", "name"),
    [
        ("openai", "gpt-5.4-mini", "max_completion_tokens"),
        ("openai", "gpt-10", "max_completion_tokens"),
        ("openai", "o3-mini", "max_completion_tokens"),
        ("azure", "GPT-5", "max_completion_tokens"),
        ("openai", "gpt-4.1", "max_tokens"),
        ("openai", "ft:gpt-4o:me", "max_tokens"),
        ("deepseek", "o3", "max_tokens"),
        ("compatible", "gpt-5", "max_tokens"),
    ],
)
def test_the_limit_of_output_has_the_name_that_the_model_knows(
    kind: str, model: str, name: str
) -> None:
    assert _sent(kind, model, max_tokens=9) == {name: 9}


def test_a_server_with_one_name_for_the_limit_gets_that_one() -> None:
    assert _sent("deepseek", max_completion_tokens=9) == {"max_tokens": 9}
    assert _sent("deepseek", seed=1) == {"seed": 1}


def test_a_limit_that_was_set_under_both_names_goes_under_both() -> None:
    both = {"max_tokens": 9, "max_completion_tokens": 8}
    assert _sent("openai", "o3", **both) == both


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("openai", ("top_k", "reasoning_budget", "show_reasoning")),
        ("azure", ("top_k", "reasoning_budget", "show_reasoning")),
        ("groq", ("top_k", "logit_bias", "reasoning_budget")),
        ("mistral", ("top_k", "logit_bias", "user", "reasoning_budget")),
        ("xai", ("top_k", "reasoning_budget")),
        ("openrouter", ()),
        ("vllm", ()),
        ("llamacpp", ()),
        ("compatible", ("reasoning_budget", "show_reasoning")),
    ],
)
def test_what_a_server_does_not_have_is_left_out_and_named(
    kind: str, names: tuple[str, ...]
) -> None:
    params = {
        "top_k": 4,
        "logit_bias": {"1": 1},
        "user": "u",
        "reasoning_budget": 99,
        "show_reasoning": True,
    }
    assert _lost(kind, **params) == names
    assert not set(names) & set(_sent(kind, **params))


def test_what_only_another_protocol_has_is_left_out_everywhere() -> None:
    assert _lost("lmstudio", keep_alive="5m", num_ctx=4096) == ("keep_alive", "num_ctx")
    assert _sent("lmstudio", keep_alive="5m", num_ctx=4096) == {}


def test_a_server_that_has_an_own_name_gets_that() -> None:
    assert _sent("mistral", seed=7) == {"random_seed": 7}
    assert _sent("mistral", seed=7, random_seed=8) == {"random_seed": 8}
    assert _sent("llamacpp", reasoning_budget=99) == {"reasoning_budget_tokens": 99}
    assert _sent("vllm", reasoning_budget=99) == {"thinking_token_budget": 99}
    assert _sent("vllm", show_reasoning=False) == {"include_reasoning": False}
    assert _sent("groq", show_reasoning=True) == {"include_reasoning": True}


def test_a_server_that_always_shows_its_reasoning_need_not_be_asked() -> None:
    assert _lost("deepseek", show_reasoning=True) == ()
    assert _sent("deepseek", show_reasoning=True) == {}
    assert _lost("deepseek", show_reasoning=False) == ("show_reasoning",)


@pytest.mark.parametrize(
    ("kind", "effort", "body"),
    [
        ("openai", "minimal", {"reasoning_effort": "minimal"}),
        ("groq", "max", {"reasoning_effort": "high"}),
        ("mistral", "low", {"reasoning_effort": "high"}),
        ("mistral", "none", {"reasoning_effort": "none"}),
        ("deepseek", "medium", {"reasoning_effort": "high"}),
        ("deepseek", "none", {"thinking": {"type": "disabled"}}),
        ("openrouter", "low", {"reasoning": {"effort": "low"}}),
        ("vllm", "low", {"reasoning_effort": "low"}),
        ("vllm", "none", {"chat_template_kwargs": {"enable_thinking": False}}),
        ("llamacpp", "none", {"chat_template_kwargs": {"enable_thinking": False}}),
    ],
)
def test_the_effort_of_reasoning_is_said_in_the_servers_words(
    kind: str, effort: str, body: dict[str, Any]
) -> None:
    assert _sent(kind, reasoning_effort=effort) == body


def test_openrouter_takes_one_object_for_all_of_reasoning() -> None:
    sent = _sent("openrouter", reasoning_budget=2000, show_reasoning=False)
    assert sent == {"reasoning": {"max_tokens": 2000, "exclude": True}}
    own = _sent("openrouter", reasoning_effort="low", reasoning={"effort": "high"})
    assert own == {"reasoning": {"effort": "high"}}


def test_of_budget_and_effort_the_closer_wish_goes_where_one_excludes_the_other() -> None:
    params = {"reasoning_effort": "low", "reasoning_budget": 2000}
    assert _sent("openrouter", **params) == {"reasoning": {"max_tokens": 2000}}
    assert _lost("openrouter", **params) == ("reasoning_effort",)


def test_settings_of_the_chat_template_stay_beside_ours() -> None:
    sent = _sent("vllm", reasoning_effort="none", chat_template_kwargs={"lang": "de"})
    assert sent == {"chat_template_kwargs": {"enable_thinking": False, "lang": "de"}}


SCHEMA = {"title": "A person!", "type": "object", "properties": {"name": {"type": "string"}}}


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("json_object", {"type": "json_object"}),
        ({"type": "json_object"}, {"type": "json_object"}),
        (
            SCHEMA,
            {"type": "json_schema", "json_schema": {"name": "A_person_", "schema": SCHEMA}},
        ),
        (
            {"type": "object"},
            {
                "type": "json_schema",
                "json_schema": {"name": "answer", "schema": {"type": "object"}},
            },
        ),
        ([1], [1]),
    ],
)
def test_the_form_of_the_answer_is_taken_as_people_write_it(written: object, sent: object) -> None:
    assert _sent("openai", response_format=written) == {"response_format": sent}


def test_names_that_nobody_knows_go_as_they_are() -> None:
    assert _sent("openai", verbosity="low") == {"verbosity": "low"}
