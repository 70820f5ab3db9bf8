"""What went wrong on the wire, in words for people.

The rows follow the table "When things go wrong".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from vibekoder.core.errors import Code, Failure
from vibekoder.core.providers import OPENAI, OPENAI_RESPONSES
from vibekoder.wire import complaints, filters, retry
from vibekoder.wire.complaints import Complaint
from vibekoder.wire.http import Endpoint, host_of, is_credential
from vibekoder.wire.normal import whole

KEPT = 2048  # bytes of a body that was no answer, for the details
SAFE = ("Your text is kept.", "What came is kept.")  # before the first word, and after it


@dataclass(frozen=True, slots=True)
class Place:
    """The names that a sentence needs: who was asked, and for what; whether a key went along."""

    backend: str = ""
    host: str = ""
    model: str = ""
    keyed: bool = True

    @classmethod
    def of(cls, endpoint: Endpoint | None, url: str = "", model: str = "") -> Place:
        """The names in an endpoint; ``url`` where the request really went."""
        if endpoint is None:
            return cls("this backend", host_of(url) or "The server", model)
        host = host_of(url or endpoint.base_url) or endpoint.shown
        own = any(is_credential(name) for name, _ in endpoint.headers)
        return cls(endpoint.shown, host, model, own or bool((endpoint.key or "").strip()))


SENTENCES: Mapping[Code, tuple[str, str]] = {
    Code.AUTH: (
        "The key for {backend} was refused",
        "Check the key of this backend, then retry.",
    ),
    Code.FORBIDDEN: (
        "{host} does not allow this request",
        "Check what this key may use, or choose another model.",
    ),
    Code.NO_CREDIT: (
        "{host} reports no credit for this key",
        "Add credit at the provider, or choose another backend.",
    ),
    Code.NOT_FOUND: (
        "{host} does not know the model {model}, or this path",
        "Check the model's name and the base URL; most end in /v1.",
    ),
    Code.BAD_REQUEST: (
        "{host} refused the request",
        "Change what it names, then retry.",
    ),
    Code.TOO_LONG: (
        "The request is too long for {model}",
        "Drop the largest piece, or start a new session.",
    ),
    Code.RATE_LIMITED: (
        "{host} limits how often it answers",
        "Wait a moment, then retry.",
    ),
    Code.SERVER: (
        "{host} failed to answer",
        "The fault is at the server. Retry, or choose another backend.",
    ),
    Code.TIMEOUT: (
        "The request timed out at {host}",
        "Retry, or choose another backend.",
    ),
    Code.PROXY: (
        "A proxy before {host} wants a password",
        "Set the proxy's user and password in the system, then retry.",
    ),
    Code.NOT_AN_API: (
        "{host} answered with something that is no answer of a model",
        "It may be a login page of the network, or a wrong address. Check the base URL.",
    ),
    Code.IN_STREAM: (
        "{host} broke the answer off",
        "Retry, or choose another model.",
    ),
}

NO_KEY = (
    "{host} wants a key, and none was sent",
    "Set a key for this backend, then retry.",
)

# Beyond these, a class of statuses decides.
STATUSES: Mapping[int, Code] = {
    401: Code.AUTH,
    402: Code.NO_CREDIT,
    403: Code.FORBIDDEN,
    404: Code.NOT_FOUND,
    407: Code.PROXY,
    408: Code.TIMEOUT,
    413: Code.TOO_LONG,
    425: Code.RATE_LIMITED,
    429: Code.RATE_LIMITED,
    451: Code.FORBIDDEN,
    498: Code.RATE_LIMITED,
    499: Code.SERVER,
    504: Code.TIMEOUT,
    524: Code.TIMEOUT,
}

# The provider's word (error.code, error.type, error.status), lower case, wins over the status.
WORDS: Mapping[str, Code] = {
    "invalid_api_key": Code.AUTH,
    "api_key_invalid": Code.AUTH,
    "authentication_error": Code.AUTH,
    "insufficient_quota": Code.NO_CREDIT,
    "billing_error": Code.NO_CREDIT,
    "billing_hard_limit_reached": Code.NO_CREDIT,
    "billing_not_active": Code.NO_CREDIT,
    "credit_balance_exhausted": Code.NO_CREDIT,
    "insufficient_credits": Code.NO_CREDIT,
    "enforced_spend_limit_reached": Code.NO_CREDIT,
    "quota_per_day": Code.NO_CREDIT,
    "context_length_exceeded": Code.TOO_LONG,
    "exceed_context_size_error": Code.TOO_LONG,
    "request_too_large": Code.TOO_LONG,
    "string_above_max_length": Code.TOO_LONG,
    "too_many_tokens": Code.TOO_LONG,
    "too_many_prompt_tokens": Code.TOO_LONG,
    "model_not_found": Code.NOT_FOUND,
    "invalid_model": Code.NOT_FOUND,
    "failed_precondition": Code.FORBIDDEN,
}

# Finish reasons by which a server says no more than that it gave up.
_GAVE_UP = frozenset({"insufficient_system_resource", "abort", "error"})

# An error inside a stream has no status; its word tells whether a second try may help.
LIMITED = frozenset(
    {"rate_limit_exceeded", "rate_limit_error", "rate_limited", "resource_exhausted", "slow_down"}
)
PASSING = frozenset(
    {
        "server_error",
        "internal_server_error",
        "internalservererror",
        "internal_error",
        "api_error",
        "overloaded",
        "overloaded_error",
        "engine_overloaded",
        "unavailable",
        "unavailable_error",
        "service_unavailable",
        "rate_limit_exceeded",
        "rate_limit_error",
        "rate_limited",
        "capacity_exceeded",
        "slow_down",
        "timeout",
        "timeout_error",
    }
)

# A prompt was refused for what it says.
_FILTERED = frozenset({"content_filter", "responsibleaipolicyviolation"})

# Some servers say these two with a plain 400 and no word of their own.
_TOO_LONG = re.compile(
    r"(maximum|model'?s) context (length|window)|context (length|window|size) (is )?exceeded"
    r"|exceeds? the (available |maximum )?context|prompt (is )?too long|too many tokens"
    r"|token count \S* ?exceeds the maximum|max_tokens.{0,9} exceed context limit",
    re.IGNORECASE,
)
_NO_CREDIT = re.compile(
    r"credit balance is too low|(usage|spend(ing)?) limits?\b|enable billing", re.IGNORECASE
)
_REQUEST_IDS = ("x-request-id", "request-id", "x-generation-id", "cf-ray")
_LOADING = re.compile(r"loading model|model is (still )?loading", re.IGNORECASE)
# Some models answer under one of OpenAI's protocols alone, and each of them is a kind of backend.
_ELSEWHERE = re.compile(
    r"(?:only (?:supported|available) (?:in|on|with|via)|\buse) (?:the )?"
    r"/?v1/(responses|chat/completions)",
    re.IGNORECASE,
)
_KINDS = {"responses": OPENAI_RESPONSES, "chat/completions": OPENAI}
_KEY_NAMED = re.compile(r"(incorrect|invalid) api[ _-]?key|api[ _-]?key not valid", re.IGNORECASE)


def of_status(
    status: int, headers: Sequence[tuple[str, str]], body: bytes, place: Place
) -> Failure:
    """What an answer that is no success means."""
    said = complaints.in_body(body)
    code = _code(status, said)
    wait = retry.named_wait(headers)
    retryable = retry.may_help(status) and code not in (Code.NO_CREDIT, Code.TOO_LONG)
    should = {name.lower(): value.strip().lower() for name, value in headers}.get("x-should-retry")
    if should == "false" or said.retryable is False:
        retryable = False
    elif should == "true" and code not in (Code.NO_CREDIT, Code.TOO_LONG):
        retryable = True
    failure = sentence(
        code,
        place,
        said.words or f"HTTP {status}",
        status=status,
        retry_after=said.wait if wait is None else wait,
        retryable=retryable,
        detail=body[:KEPT].decode("utf-8", "replace"),
    )
    if _FILTERED.intersection(word.lower() for word in said.codes):
        return _filtered(failure, place, said)
    kind = _ELSEWHERE.search(said.words)
    return failure if kind is None else replace(failure, hint=_of_kind(kind[1]))


def _filtered(failure: Failure, place: Place, said: Complaint) -> Failure:
    """A prompt that a content filter did not let through, and what it found."""
    words = f": “{said.words}”" if said.words else "."
    message = f"The content filter of {place.backend} refused the prompt{words}"
    found = filters.sentence(said.filtered)
    hint = "Change the prompt, or choose another model."
    return replace(failure, message=f"{message} {found}".strip(), hint=hint, retryable=False)


def in_stream(error: object, place: Place, detail: str = "") -> Failure:
    """What an error object (or text) inside a stream means; its code serves as the status."""
    said = complaints.in_value(error)
    words = {code.lower() for code in said.codes}
    fatal = any(word in WORDS for word in words)
    passing = bool(words & PASSING) or (said.status is not None and retry.may_help(said.status))
    retryable = passing and not fatal if said.retryable is None else said.retryable
    code = _code(said.status or 0, said)
    failure = sentence(
        Code.IN_STREAM,
        place,
        said.words or ", ".join(said.codes),
        status=said.status or (429 if words & LIMITED and not fatal else None),
        retry_after=said.wait,
        retryable=retryable,
        detail=whole(detail[:KEPT]),
    )
    hint = _words(code, place)[1] if said.status or fatal else failure.hint
    return replace(failure, hint=hint)


def sentence(code: Code, place: Place, words: str = "", **more: Any) -> Failure:
    """A failure with the table's sentence and hint, the server's own words quoted behind it."""
    what, hint = _words(code, place)
    what = what.format(
        backend=place.backend, host=place.host, model=place.model or "that was asked for"
    )
    message = f"{what}: “{words}”" if words else f"{what}."
    return Failure(code, message, hint, **more)


def safe(emitted: bool) -> str:
    """What is safe at a bad end, in one sentence."""
    return SAFE[emitted]


def page(body: bytes, place: Place, status: int | None = 200) -> Failure:
    """A web page, or plain text, where an answer should be."""
    text = body[:KEPT].decode("utf-8", "replace")
    words = complaints.plain(text)
    what = "a web page" if "<" in text[:200] else "text that is no answer of a model"
    message = f"{place.host} answered with {what}" + (f": “{words}”" if words else ".")
    return Failure(
        Code.NOT_AN_API, message, SENTENCES[Code.NOT_AN_API][1], status=status, detail=text
    )


def empty(place: Place, finish: str, raw: str | None, note: str = "") -> Failure:
    """An end without a word of answer, with the finish reason and a note where there were any."""
    model = place.model or place.host
    reason = f" (finish reason: {raw or finish})" if finish else ""
    message = f"{model} answered with nothing{reason}."
    hint = "Retry, or choose another model."
    if finish == "length":
        message = f"{model} spent all its tokens on hidden reasoning{reason}: no answer is left."
        hint = "Raise the limit on output tokens, then retry."
    elif finish == "content_filter":
        message = f"The provider's content filter stopped {model} before its first word{reason}."
        hint = "Change the prompt, or choose another model."
    elif finish == "refusal":
        message = f"{model} declined to answer{reason}."
        hint = "Change the prompt, or choose another model."
    return Failure(Code.EMPTY, f"{message} {note}".strip(), hint, status=200)


def with_request_id(detail: str, fields: Mapping[str, str]) -> str:
    """The details, with the name under which the provider's support finds the request.

    ``fields`` are the headers of its answer, by their names in lower case.
    """
    found = next((whole(fields[name][:KEPT]) for name in _REQUEST_IDS if fields.get(name)), "")
    return f"{detail}\n\nRequest id: {found}".strip() if found else detail


def is_loading(failure: Failure) -> bool:
    """Whether the server refuses only because it loads its model just now."""
    return failure.status == 503 and bool(_LOADING.search(failure.message))


def gave_up(raw: str | None) -> bool:
    """Whether a finish reason says that the server gave up; a second try may help."""
    return (raw or "").lower() in _GAVE_UP


def interrupted(place: Place, *, emitted: bool) -> Failure:
    """The server gave up, before the first word or after it, and says no more than that."""
    when = "end" if emitted else "first word"
    message = f"{place.host} broke the answer off before its {when}."
    hint = "Retry, or choose another model."
    return Failure(Code.SERVER, message, hint, status=200, retryable=True)


def cut_off(place: Place) -> Failure:
    """The connection closed before the answer was whole."""
    message = f"The answer was cut off: {place.host} closed the connection before its end."
    return Failure(Code.CUT_OFF, message, "Retry to send this prompt again.", retryable=True)


def no_answer(place: Place) -> Failure:
    """The connection closed before anything came."""
    message = f"Cannot reach {place.host}: it closed the connection without an answer."
    hint = "Check that the server runs, then retry."
    return Failure(Code.UNREACHABLE, message, hint, retryable=True)


def idle(place: Place, seconds: float) -> Failure:
    """The idle limit has passed without a piece of the answer."""
    message = f"{place.host} sent nothing for {seconds:g} s."
    return Failure(Code.IDLE, message, "Retry, or raise the idle limit of this backend.")


def redirect(place: Place, status: int, target: str) -> Failure:
    """A way that was not taken. ``target`` is the absolute address, or "" if none was named."""
    parts = urlsplit(target)
    other = host_of(target)
    if other == place.host or not other:
        other = urlunsplit((parts.scheme, other, parts.path, "", "")) or "no address"
    message = f"{place.host} redirects to {other}: nothing was sent there."
    hint = f"If {other} is right, make it the base URL of this backend."
    return Failure(Code.REDIRECT, message, hint, status=status)


def _of_kind(protocol: str) -> str:
    provider = _KINDS[protocol.lower()]
    return f"Choose a backend of the kind “{provider.title}” ({provider.name}) for this model."


def _words(code: Code, place: Place) -> tuple[str, str]:
    """Sentence and hint; a key that was never sent cannot have been refused."""
    return SENTENCES[code] if place.keyed or code is not Code.AUTH else NO_KEY


def _code(status: int, said: Complaint) -> Code:
    if status == 400 and _NO_CREDIT.search(said.words):
        return Code.NO_CREDIT
    for word in said.codes:
        if word.lower() in WORDS:
            return WORDS[word.lower()]
    if status == 429 and "PerDay" in said.words:
        return Code.NO_CREDIT
    code = STATUSES.get(status)
    if code is None:
        code = Code.SERVER if status >= 500 and status != 501 else Code.BAD_REQUEST
    if code is Code.BAD_REQUEST and _TOO_LONG.search(said.words):
        return Code.TOO_LONG
    if code is Code.BAD_REQUEST and _KEY_NAMED.search(said.words):
        return Code.AUTH
    return code
