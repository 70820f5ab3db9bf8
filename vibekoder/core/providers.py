"""The kinds of providers there are, as facts: the one table for files, backends, sheets and docs.

Quirks are what a provider does otherwise than its dialect, as data; endpoints carry them:

- ``v1`` False: a bare host gets no prefix; ``prefix``: it gets this one; ``models``: where the list
  is, from the host's root; ``api_version``: asked for where an address without one needs it
- ``auth``: the header with the bare key; ``headers``: what else it wants
- ``max_tokens``: how it spells the limit of output; "by_model": as the model's family wants it
- ``system_role``: the role of the system prompt; ``stream`` False: it does not stream;
  ``stream_options`` False: it cannot be asked for usage
- ``names``: own names of parameters; ``lacks``: those it does not have; ``efforts``: its own words
- ``reasoning``: the form of reasoning's parameters: "object", "thinking" or "template"
- ``shows_reasoning`` True: it always does; ``thinking`` True: answers begin inside ``<think>``
- ``prefill``: the parameters with which it goes on with an answer that stands last;
  ``prefill_models``: a pattern of the models that still do
- ``charges`` True: with its counts it tells what they cost, in USD
- ``echoes``: the spelling of reasoning that it wants back together with calls of tools
- ``program``: what runs on this computer where it answers; ``context`` and ``output``: a model's
  window and its longest answer, in tokens
- ``drop``, ``healed``: what it was found to refuse
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vibekoder.core.hosts import name_of, served_at


@dataclass(frozen=True, slots=True)
class Provider:
    """One kind of provider, ``name`` as a project's file writes it.

    ``dialect`` is the protocol it speaks. ``base_url`` and the first of ``key_variables`` are what
    counts where an entry says nothing; ``url_variable`` and ``model_variable`` replace address and
    model from outside. ``hosts`` are ends of host names that are its own too. ``model`` is what
    answers where nobody chose one, empty if a model must be named. One that is not ``networked``
    has neither address nor key; a ``local`` one runs on this computer.
    """

    name: str
    title: str
    dialect: str = "openai"
    base_url: str = ""
    key_variables: tuple[str, ...] = ()
    url_variable: str = ""
    model_variable: str = ""
    networked: bool = True
    local: bool = False
    quirks: Mapping[str, Any] = field(default_factory=dict[str, Any])
    note: str = ""
    model: str = ""
    hosts: tuple[str, ...] = ()

    @property
    def key_variable(self) -> str:
        """The variable that holds its key; empty where it needs none."""
        return next(iter(self.key_variables), "")

    def owns(self, base_url: str) -> bool:
        """Whether an address is the provider's own."""
        host = name_of(base_url)
        return bool(host) and (host == name_of(self.base_url) or self.hosts_it(base_url))

    def hosts_it(self, base_url: str) -> bool:
        """Whether an address is one of those that it gives to its customers."""
        return name_of(base_url).endswith(self.hosts)

    def address(self, written: str, environ: Mapping[str, str]) -> str:
        """Where it is: another address than its own stays as written, else the environment counts.

        "" where nobody says it.
        """
        asked = environ.get(self.url_variable, "").strip() if self.url_variable else ""
        if not asked or written not in ("", self.base_url):
            return written
        return served_at(asked, self.base_url) if self.local else asked


_NO_SAMPLING_EXTRAS = ("top_k", "reasoning_budget", "show_reasoning")

OPENAI = Provider(
    "openai",
    "OpenAI",
    base_url="https://api.openai.com/v1",
    key_variables=("OPENAI_API_KEY",),
    url_variable="OPENAI_BASE_URL",
    model_variable="OPENAI_MODEL",
    quirks={"max_tokens": "by_model", "lacks": _NO_SAMPLING_EXTRAS},
    note="chat completions",
)
OPENAI_RESPONSES = Provider(
    "openai-responses",
    "OpenAI Responses",
    "openai-responses",
    base_url="https://api.openai.com/v1",
    key_variables=("OPENAI_API_KEY",),
    url_variable="OPENAI_BASE_URL",
    model_variable="OPENAI_MODEL",
    note="shows summaries of the reasoning",
)
ANTHROPIC = Provider(
    "anthropic",
    "Anthropic",
    "anthropic",
    base_url="https://api.anthropic.com/v1",
    key_variables=("ANTHROPIC_API_KEY",),
    url_variable="ANTHROPIC_BASE_URL",
    model_variable="ANTHROPIC_MODEL",
    quirks={
        "prefill": {},
        "prefill_models": r"claude-(?:3|(?:opus|sonnet|haiku)-4(?:-[015](?:-|$)|-20|$))",
    },
)
GEMINI = Provider(
    "gemini",
    "Google Gemini",
    "gemini",
    base_url="https://generativelanguage.googleapis.com/v1beta",
    key_variables=("GEMINI_API_KEY", "GOOGLE_API_KEY"),
    url_variable="GOOGLE_GEMINI_BASE_URL",
    model_variable="GEMINI_MODEL",
)
OLLAMA = Provider(
    "ollama",
    "Ollama",
    "ollama",
    base_url="http://localhost:11434",
    url_variable="OLLAMA_HOST",
    model_variable="OLLAMA_MODEL",
    local=True,
    quirks={"prefill": {}, "program": "Ollama"},
    note="on this computer, no key",
)
AZURE = Provider(
    "azure",
    "Azure OpenAI",
    key_variables=("AZURE_OPENAI_API_KEY",),
    url_variable="AZURE_OPENAI_ENDPOINT",
    model_variable="AZURE_OPENAI_DEPLOYMENT",
    quirks={
        "auth": "api-key",
        "prefix": "/openai/v1",
        "models": "/openai/v1/models",
        "api_version": "2024-10-21",
        "max_tokens": "by_model",
        "lacks": _NO_SAMPLING_EXTRAS,
    },
    note="the model is the deployment's name",
    hosts=(".openai.azure.com", ".services.ai.azure.com", ".cognitiveservices.azure.com"),
)
OPENROUTER = Provider(
    "openrouter",
    "OpenRouter",
    base_url="https://openrouter.ai/api/v1",
    key_variables=("OPENROUTER_API_KEY",),
    quirks={
        "reasoning": "object",
        "headers": (("X-Title", "VibeKoder"),),
        "prefill": {},
        "charges": True,
        "echoes": "reasoning_details",
    },
)
DEEPSEEK = Provider(
    "deepseek",
    "DeepSeek",
    base_url="https://api.deepseek.com/v1",
    key_variables=("DEEPSEEK_API_KEY",),
    quirks={
        "max_tokens": "max_tokens",
        "reasoning": "thinking",
        "efforts": {"minimal": "low", "medium": "high", "xhigh": "high"},
        "shows_reasoning": True,
        "echoes": "reasoning_content",
    },
)
GROQ = Provider(
    "groq",
    "Groq",
    base_url="https://api.groq.com/openai/v1",
    key_variables=("GROQ_API_KEY",),
    quirks={
        "names": {"show_reasoning": "include_reasoning"},
        "prefill": {},
        "lacks": ("logit_bias", "logprobs", "top_logprobs", "top_k"),
        "efforts": {"minimal": "low", "xhigh": "high", "max": "high"},
    },
)
MISTRAL = Provider(
    "mistral",
    "Mistral",
    base_url="https://api.mistral.ai/v1",
    key_variables=("MISTRAL_API_KEY",),
    quirks={
        "max_tokens": "max_tokens",
        "stream_options": False,
        "names": {"seed": "random_seed"},
        "lacks": ("logit_bias", "user", "top_k"),
        "efforts": {
            "minimal": "none",
            "low": "high",
            "medium": "high",
            "xhigh": "high",
            "max": "high",
        },
        "shows_reasoning": True,
    },
)
TOGETHER = Provider(
    "together",
    "Together",
    base_url="https://api.together.xyz/v1",
    key_variables=("TOGETHER_API_KEY",),
    quirks={"max_tokens": "max_tokens", "shows_reasoning": True},
)
XAI = Provider(
    "xai",
    "xAI",
    base_url="https://api.x.ai/v1",
    key_variables=("XAI_API_KEY",),
    quirks={"lacks": ("top_k",), "shows_reasoning": True},
)
PERPLEXITY = Provider(
    "perplexity",
    "Perplexity",
    base_url="https://api.perplexity.ai",
    key_variables=("PERPLEXITY_API_KEY", "PPLX_API_KEY"),
    quirks={"v1": False, "models": "/v1/models", "max_tokens": "max_tokens"},
)
LLAMACPP = Provider(
    "llamacpp",
    "llama.cpp",
    base_url="http://localhost:8080/v1",
    local=True,
    quirks={
        "program": "llama.cpp",
        "names": {"reasoning_budget": "reasoning_budget_tokens"},
        "reasoning": "template",
        "shows_reasoning": True,
    },
    note="on this computer, no key",
)
VLLM = Provider(
    "vllm",
    "vLLM",
    base_url="http://localhost:8000/v1",
    local=True,
    quirks={
        "program": "vLLM",
        "names": {
            "reasoning_budget": "thinking_token_budget",
            "show_reasoning": "include_reasoning",
        },
        "prefill": {"continue_final_message": True, "add_generation_prompt": False},
        "reasoning": "template",
    },
    note="on this computer, no key",
)
LMSTUDIO = Provider(
    "lmstudio",
    "LM Studio",
    base_url="http://localhost:1234/v1",
    local=True,
    quirks={"shows_reasoning": True, "program": "LM Studio"},
    note="on this computer, no key",
)
COMPATIBLE = Provider(
    "compatible", "Another compatible server", note="any address that speaks OpenAI's chat"
)
REHEARSAL = Provider(
    "rehearsal",
    "Rehearsal",
    "rehearsal",
    networked=False,
    model="rehearsal",
    note="no key, no network",
)

PROVIDERS = {
    one.name: one
    for one in (
        OPENAI,
        OPENAI_RESPONSES,
        ANTHROPIC,
        GEMINI,
        OLLAMA,
        AZURE,
        OPENROUTER,
        DEEPSEEK,
        GROQ,
        MISTRAL,
        TOGETHER,
        XAI,
        PERPLEXITY,
        LLAMACPP,
        VLLM,
        LMSTUDIO,
        COMPATIBLE,
        REHEARSAL,
    )
}


def provider_of(kind: str, base_url: str) -> Provider:
    """Whose quirks count: those of ``kind``; one that is openai elsewhere is known by its host."""
    provider = PROVIDERS[kind]
    if provider is not OPENAI or not base_url or OPENAI.owns(base_url):
        return provider
    relatives = (one for one in PROVIDERS.values() if one.dialect == OPENAI.dialect)
    known = (one for one in relatives if not one.local and one.owns(base_url))
    return next(known, COMPATIBLE)


def key_variable_for(base_url: str) -> str:
    """A provider's variable for the provider's own address; its key goes to no other by itself."""
    owners = (one.key_variable for one in PROVIDERS.values() if one.owns(base_url))
    return next(owners, "")
