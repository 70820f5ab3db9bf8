"""What a server says of an error: its words, its codes, its wish to wait, in any known shape."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from vibekoder.wire import filters, loose, retry
from vibekoder.wire.normal import whole

_MOST = 2**20  # bytes of a body that are looked into
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a server said about an error: its words, its codes, its wish to wait.

    ``param`` is the parameter that it names, ``filtered`` are the categories of its filter.
    """

    words: str = ""
    codes: tuple[str, ...] = ()
    status: int | None = None
    wait: float | None = None
    retryable: bool | None = None
    param: str = ""
    filtered: tuple[str, ...] = ()


def in_body(body: bytes) -> Complaint:
    """The server's words in a body: JSON of any known shape, a web page, or plain text."""
    try:
        value = loose.read(body[:_MOST])
    except ValueError:
        return Complaint(plain(body[:_MOST].decode("utf-8", "replace").strip()))
    return in_value(value)


def is_flat(known: Mapping[str, Any]) -> bool:
    """Whether an object that is no answer tells an error without a member of that name."""
    named = "error" in (known.get("object"), known.get("type")) or "code" in known
    return (named and bool(_text(known.get("message")))) or bool(_detail(known.get("detail")))


def in_value(value: object) -> Complaint:
    """The words, codes and wishes in an error object; the first place that has words counts."""
    value = next(iter(loose.entries(value)), value)
    if isinstance(value, str):
        return Complaint(_short(value))
    outer = loose.fields(value)
    inner = loose.fields(outer.get("error"))
    if inner:
        said = in_value(inner)
        return replace(said, codes=said.codes + _codes(outer))
    retryable = loose.fields(outer.get("availability")).get("retryable")
    return Complaint(
        words=_words(outer),
        codes=_codes(outer),
        status=_status(outer),
        wait=retry.wait_in_body(outer),
        retryable=retryable if isinstance(retryable, bool) else None,
        param=loose.text(outer.get("param")),
        filtered=_filtered(outer),
    )


def _words(error: Mapping[str, Any]) -> str:
    """The places that hold words, the best first."""
    message = _text(error.get("message")) or _text(error.get("error"))
    message = message or _detail(error.get("detail")) or _first(error.get("errors"))
    message = message or _text(error.get("title"))
    metadata = loose.fields(error.get("metadata"))
    more = [_text(metadata.get(name)) for name in ("provider_name", "raw")]
    return _short(" · ".join([word for word in (message, *more) if word]))


def _detail(value: object) -> str:
    """A text, or a list of places and messages."""
    found: list[str] = [_text(value)]
    for entry in loose.entries(value):
        known = loose.fields(entry)
        where = ".".join(str(part) for part in loose.entries(known.get("loc")))
        found.append(_text(entry) or f"{where}: {_text(known.get('msg'))}".strip(": "))
    return "; ".join(text for text in found if text)


def _first(value: object) -> str:
    """The message of the first of several errors."""
    first: object = next(iter(loose.entries(value)), "")
    return _text(first) or _text(loose.fields(first).get("message"))


def _codes(error: Mapping[str, Any]) -> tuple[str, ...]:
    names = ("code", "type", "status", "error_type", "reason")
    own = tuple(str(error[name]) for name in names if isinstance(error.get(name), (str, int)))
    return own + _codes_of_details(error.get("details"))


def _codes_of_details(details: object) -> tuple[str, ...]:
    """Anthropic's details are an object with a code, Google's a list of reasons and quotas."""
    found = [loose.text(loose.fields(details).get("error_code"))]
    for detail in map(loose.fields, loose.entries(details)):
        found.append(loose.text(detail.get("reason")))
        quotas = [
            loose.fields(one).get("quotaId") for one in loose.entries(detail.get("violations"))
        ]
        found += ["quota_per_day" for quota in quotas if "PerDay" in loose.text(quota)]
    return tuple(word for word in found if word)


def _filtered(error: Mapping[str, Any]) -> tuple[str, ...]:
    """What a filter found, told inside of an error that is inside of the error."""
    inner = loose.fields(error.get("innererror")) or loose.fields(error.get("inner_error"))
    told = inner.get("content_filter_result") or inner.get("content_filter_results")
    return filters.named(told)


def _status(error: Mapping[str, Any]) -> int | None:
    for name in ("status_code", "code", "status", "raw_status_code"):
        value = str(error.get(name))
        if len(value) == 3 and value.isdecimal() and 400 <= int(value) <= 599:
            return int(value)
    return None


def plain(text: str) -> str:
    """Words of a page: its title, else its text; plain text as it is."""
    text = text[:16_384]
    if title := _TITLE.search(text):
        return _short(html.unescape(title[1]))
    if "<" in text:
        text = html.unescape(_TAG.sub(" ", text))
    return _short(text)


def _text(value: object) -> str:
    return loose.text(value).strip()


def _short(text: str, most: int = 300) -> str:
    text = " ".join(whole(text[: 8 * most]).split())
    return text if len(text) <= most else text[:most] + "…"
