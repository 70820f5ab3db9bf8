"""Secrets are never shown."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.wire.driven import KEY, endpoint
from vibekoder.core.errors import Code, Failure
from vibekoder.wire.redaction import REDACTED, redact, redacted


@pytest.mark.parametrize(
    "echo",
    [
        f"Incorrect API key provided: {KEY}.",
        f"Incorrect API key provided: {KEY[:10]}.",
        f"Incorrect API key provided: sk-t*****{KEY[-4:]}.",
        f"https://api.example.com/?key={KEY}&x=1",
        f"tail …{KEY[5:]}!",
    ],
)
def test_no_part_of_the_key_is_ever_shown(echo: str) -> None:
    shown = redact(echo, endpoint())
    assert REDACTED in shown
    assert not any(KEY[at : at + 8] in shown for at in range(len(KEY) - 7))
    assert KEY[-4:] not in shown


def test_secrets_in_headers_are_never_shown() -> None:
    place = endpoint(key=None, headers=(("Authorization", "Bearer abcdefgh123"), ("X-Org", "me")))
    assert redact("got abcdefgh123 from me", place) == "got [key] from me"


HIDDEN = "zQ9vT2mXw8Lk41pR"


@pytest.mark.parametrize("value", [HIDDEN, f"Basic {HIDDEN}", f"bearer  {HIDDEN}"])
@pytest.mark.parametrize(
    "written",
    [
        HIDDEN,
        HIDDEN[:9],
        HIDDEN[-9:],
        base64.b64encode(HIDDEN.encode()).decode()[:20],
        "".join(f"%{ord(one):02x}" for one in HIDDEN),
    ],
)
def test_a_secret_of_any_header_is_not_shown_in_any_form(value: str, written: str) -> None:
    place = endpoint(key=None, headers=(("X-Sub", value),))
    assert redact(f"You sent <{written}>", place) == "You sent <[key]>"


def test_a_short_word_behind_a_scheme_is_a_secret_too() -> None:
    place = endpoint(key=None, headers=(("X-Sub", "Basic abcdefghijkl"),))
    assert redact("abcdefghijkl, Basic abcdefghij", place) == "[key], Basic [key]"


def test_a_password_in_a_header_is_not_shown_as_it_is_typed() -> None:
    coded = base64.b64encode(b"me:open sesame").decode()
    place = endpoint(key=None, headers=(("Authorization", f"Basic {coded}"),))
    assert redact(f"me: open sesame? {coded}", place) == "me: [key]? [key]"


def test_what_a_header_names_openly_leaves_other_words_alone() -> None:
    headers = (("HTTP-Referer", "https://me.example.com"), ("X-Title", "application"))
    place = endpoint(key=None, headers=(*headers, ("X-Empty", ""), ("X-Mark", "Basic !")))
    text = "https://other.example.com: not an applicati"
    assert redact(text, place) == text


def test_words_are_left_alone_where_no_key_is() -> None:
    text = "a ** b *** c"
    assert redact(text, endpoint(key="")) == text
    assert redact("none at all", endpoint(key="none-such-key")) == "none at all"


def test_every_text_of_a_failure_is_cleaned() -> None:
    dirty = Failure(Code.AUTH, KEY, f"hint {KEY}", detail=f"x{KEY}")
    assert KEY not in repr(redacted(dirty, endpoint()))


AWKWARD = 'sk+te/st=0123456789ab"cd'


@pytest.mark.parametrize("key", [KEY, AWKWARD])
@pytest.mark.parametrize(
    "write",
    [
        json.dumps,
        lambda key: json.dumps(key).replace("/", "\\/"),
        lambda key: quote(key, safe=""),
        lambda key: base64.b64encode(key.encode()).decode(),
        lambda key: base64.b64encode(f"Bearer {key}".encode()).decode(),
        lambda key: base64.b64encode(f"me:{key}".encode()).decode(),
        lambda key: base64.urlsafe_b64encode(f"{{{key}}}".encode()).decode(),
        lambda key: "".join(f"\\u{ord(one):04X}" for one in key),
        lambda key: "".join(f"%{ord(one):02X}" for one in key),
    ],
)
def test_a_key_in_other_words_is_not_shown_either(key: str, write: Callable[[str], str]) -> None:
    written = write(key)
    shown = redact(f"You sent <{written}> to us", endpoint(key=key))
    assert REDACTED in shown
    assert not any(written[at : at + 10] in shown for at in range(6, len(written) - 16))
