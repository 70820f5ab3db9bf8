"""The kinds of secrets that are looked for in a text, as one table.

A kind is what it begins with, as literals that are found at the speed of a plain search, and a
pattern for what must follow. Every repetition is bounded, so the cost of a text is linear in its
length whatever it holds. Where the pattern has a group, that is the secret.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from math import log2

PRIVATE_KEY = "private-key"
ASSIGNED = "assigned"
PUTTY = "Private-Lines: "
_ASSIGNED = "assigned secret"

_CHANGED = ("changeme", "change_me", "change-me")
_BLANKED = ("xxxx", "****", "...", "…", "${", "$(", "%(", "{{", "examplekey", *_CHANGED)
"""Where one of these stands, something else is to stand or will."""
_STAND_INS = frozenset(
    (
        *("example", "sample", "placeholder", "your", "dummy", "fake", "redacted", "todo"),
        *("insert", "replace"),
    )
)
"""The words of a value that says what it should be."""
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_YOURS = re.compile(r"your(?:api|key|token|secret|pass|pw|auth|access|client|user|own|value|real)")
_WHOLE = re.compile(
    r"<[^<>]*>|\{[^{}]*\}|\[[^\[\]]*\]|\$[A-Z_][A-Z0-9_]*|\$[a-z_]+|%\w+%|.{0,4}12345678\d*"
)
"""A value that is nothing but the name of what should be there."""

_WORD = "[A-Za-z0-9_-]"
_NOT_WORD = "(?![A-Za-z0-9_-])"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: ``title`` is what a person reads; ``real`` tells a secret from a look-alike.

    ``apart``: what it begins with must not stand inside of a word.
    """

    name: str
    title: str
    starts: tuple[str, ...]
    rest: str
    real: Callable[[str], bool] = field(default=lambda secret: no_placeholder(secret))
    apart: bool = True


@cache
def pattern_of(kind: Kind, start: str) -> re.Pattern[str]:
    """The whole pattern of a kind for one of its beginnings, which it has as a literal first.

    Made when a text holds that beginning: most never do.
    """
    literal = re.escape(start)
    # looked behind after the literal: a pattern that begins with one is searched much faster
    apart = f"(?<![A-Za-z0-9]{literal})" if kind.apart else ""
    return re.compile(literal + apart + kind.rest)


def no_placeholder(secret: str) -> bool:
    """Whether it stands for itself, and not for what a reader should put there."""
    low = secret.lower()
    if len(set(secret)) < 6 or any(one in low for one in _BLANKED) or _WHOLE.fullmatch(secret):
        return False
    # a password may hold such a word's letters: only where they are a word do they speak
    words = (one.lower() for one in _WORDS.findall(secret))
    return _STAND_INS.isdisjoint(words) and not _YOURS.search(low)


def is_random(secret: str) -> bool:
    """Whether a long text is made by chance, and no name, path or sentence."""
    return (
        len(secret) >= 16
        and no_placeholder(secret)
        and len(set(_classes(secret))) >= 2
        and _changes(secret) >= 0.25
        and entropy(secret) >= 3.0
    )


def is_password(secret: str) -> bool:
    """The same of what a person may have thought out: letters, digits and signs in a mixture."""
    mixed = len(set(_classes(secret))) >= 3 and _changes(secret) >= 0.3 and len(secret) >= 8
    return is_random(secret) or (mixed and no_placeholder(secret))


def is_bare(secret: str) -> bool:
    """The same of one that no quotes set apart from names, numbers and calls of a program."""
    return is_password(secret) and _has_digit(secret)


def is_login(secret: str) -> bool:
    """Whether it is a name and a password, as they are written into a header."""
    try:
        name, colon, password = b64decode(secret, validate=True).decode("ascii").partition(":")
    except ValueError:
        return False
    told = name.isprintable() and password.isprintable()
    return bool(name and colon and told) and no_placeholder(password)


def entropy(text: str) -> float:
    """Shannon's, in bits for each character."""
    counts = Counter(text).values()
    return -sum(one / len(text) * log2(one / len(text)) for one in counts)


def _classes(text: str) -> list[str]:
    """Of each character what it is; joints of names and paths are nothing."""
    return [_class(one) for one in text if one not in "_-. /"]


def _class(one: str) -> str:
    if one.isdigit():
        return "digit"
    if one.isalpha():
        return "upper" if one.isupper() else "lower"
    return "sign"


def _changes(text: str) -> float:
    """How often one character is of another class than the one before it: in words it seldom is,
    but for a capital that begins one."""
    kinds = _classes(text)
    changes = sum(a != b and (a, b) != ("upper", "lower") for a, b in pairwise(kinds))
    return changes / max(1, len(kinds) - 1)


def _has_digit(secret: str) -> bool:
    return no_placeholder(secret) and any(map(str.isdigit, secret))


def _random_with_digit(secret: str) -> bool:
    return is_random(secret) and _has_digit(secret)


def _spellings(*words: str) -> tuple[str, ...]:
    """Words as program text, settings and environments spell them."""
    return tuple(way for word in words for way in (word, word.upper(), word.capitalize()))


def _after(*ways: str) -> str:
    """A look behind for one of these, which may be of different lengths."""
    return "(?:" + "|".join(f"(?<={re.escape(one)})" for one in ways) + ")"


_DATABASES = _after(
    *("sql://", "postgres://", "mariadb://", "mongodb://", "+srv://", "redis://", "rediss://"),
    *("amqp://", "amqps://", "psycopg://", "psycopg2://", "asyncpg://", "mysqldb://"),
    *("clickhouse://", "oracle://"),
)
_LOGIN = r"[^\s:/@\"'<>]{0,80}+:([^\s/@\"'<>{}$*\\]{5,200}+)@[A-Za-z0-9\[]"
_KEYS = ("api", "access", "auth", "private", "secret", "signing", "encryption", "account")
_KEY_ENDS = {
    "_key": _after(*(f"{one}_key" for one in _KEYS)),
    "-key": _after(*(f"{one}-key" for one in _KEYS)),
    "_KEY": _after(*(f"{one.upper()}_KEY" for one in _KEYS)),
    "-KEY": _after(*(f"{one.upper()}-KEY" for one in _KEYS)),
    "Key": _after(*(f"{one[1:]}Key" for one in _KEYS)),
    "apikey": "",
    "APIKEY": "",
}
_GLUE = r"[A-Za-z0-9_.-]{0,40}+[\"'`]?\]?[ \t]{0,8}+(?::=|=>|[=:])[ \t]{0,8}+"
_BASE64 = r"([A-Za-z0-9+/]{8,1000}+={0,2})"
# a value in quotes, or one that ends with its line
_VALUE = (
    r"(?:[rbuf]{0,2}[\"'`]([^\s\"'`]{8,200}+)[\"'`]"
    r"|([A-Za-z0-9+/_=.~-]{16,200}+)[ \t]{0,8}+(?![^\r\n;,#]))"
)


# without quotes: to the end of a line, of a part of a connection's words or of an address
_BARE = (
    r"(?=[^\s0-9]{0,200}+[0-9])([^\s\"'`<>()\[\]{},;&]{8,200}+)(?=[;&]|[ \t]{0,8}+(?:[\r\n]|\Z))"
)


def _no_common_word(secret: str) -> bool:
    return no_placeholder(secret) and not secret.isalpha()


KINDS: tuple[Kind, ...] = (
    Kind("anthropic", "Anthropic key", ("sk-ant-",), rf"{_WORD}{{24,250}}"),
    Kind("openrouter", "OpenRouter key", ("sk-or-",), rf"{_WORD}{{24,250}}"),
    Kind("openai", "OpenAI key", ("sk-",), rf"{_WORD}{{20,250}}", _random_with_digit),
    Kind("google", "Google key", ("AIza",), rf"{_WORD}{{35}}{_NOT_WORD}"),
    Kind("google-oauth", "Google client secret", ("GOCSPX-",), rf"{_WORD}{{28}}{_NOT_WORD}"),
    Kind("google-token", "Google access token", ("ya29.",), rf"{_WORD}{{20,250}}"),
    Kind(
        "aws",
        "AWS access key",
        ("AKIA", "ASIA"),
        rf"[A-Z2-7]{{16}}{_NOT_WORD}",
    ),
    Kind(
        "aws-secret",
        "AWS secret key",
        ("secret_access_key", "SECRET_ACCESS_KEY", "ecretAccessKey"),
        rf"{_GLUE}[\"']?([A-Za-z0-9/+]{{40}})(?![A-Za-z0-9/+])",
        is_random,
        apart=False,
    ),
    Kind(
        "github",
        "GitHub token",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
        r"[A-Za-z0-9]{36,250}",
    ),
    Kind("github-fine", "GitHub token", ("github_pat_",), r"[A-Za-z0-9_]{36,250}"),
    Kind(
        "gitlab",
        "GitLab token",
        ("glpat-", "gldt-", "glrt-", "glptt-", "glcbt-"),
        rf"{_WORD}{{20,250}}",
    ),
    Kind(
        "slack",
        "Slack token",
        ("xox", "xapp-"),
        r"(?:(?<=xox)[abeoprs]-|(?<=xapp-))[A-Za-z0-9-]{20,250}",
        _has_digit,
    ),
    Kind(
        "slack-hook",
        "Slack webhook",
        ("https://hooks.slack.com/services/",),
        r"(T[A-Z0-9]{6,12}/B[A-Z0-9]{6,12}/[A-Za-z0-9]{20,30})",
    ),
    Kind(
        "stripe",
        "Stripe key",
        ("sk_live_", "rk_live_", "sk_test_", "rk_test_", "whsec_"),
        r"[A-Za-z0-9]{16,250}",
        _has_digit,
    ),
    Kind("npm", "npm token", ("npm_",), rf"[A-Za-z0-9]{{36}}{_NOT_WORD}"),
    Kind(
        "python-index", "Python package token", ("py" + "pi-",), rf"{_WORD}{{50,250}}", _has_digit
    ),
    Kind("huggingface", "Hugging Face token", ("hf_",), rf"[A-Za-z0-9]{{30,40}}{_NOT_WORD}"),
    Kind(
        "telegram",
        "Telegram bot token",
        (":AA",),
        rf"(?<=[0-9]{{8}}:AA){_WORD}{{33}}{_NOT_WORD}",
        apart=False,
    ),
    Kind("sendgrid", "SendGrid key", ("SG.",), rf"{_WORD}{{22}}\.{_WORD}{{43}}{_NOT_WORD}"),
    Kind("twilio", "Twilio key", ("SK",), rf"[0-9a-f]{{32}}{_NOT_WORD}"),
    Kind(
        "jwt",
        "JSON web token",
        ("eyJ",),
        rf"{_WORD}{{10,2000}}\.eyJ{_WORD}{{10,4000}}\.{_WORD}{{20,1000}}",
    ),
    Kind(
        "azure",
        "Azure key",
        ("AccountKey=", "SharedAccessKey="),
        r"([A-Za-z0-9+/]{42,88}={0,2})",
        apart=False,
    ),
    Kind(
        "azure-secret",
        "Azure client secret",
        ("8Q~",),
        r"(?<=[A-Za-z0-9_~.]{3}8Q~)[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])",
        apart=False,
    ),
    Kind(
        "azure-sas",
        "Azure signature",
        ("sig=",),
        r"((?:[A-Za-z0-9+/]|%2[BbFf]){42,44}+(?:%3[Dd]|=){1,2})",
    ),
    Kind("digitalocean", "DigitalOcean token", ("dop_v1_", "doo_v1_"), r"[a-f0-9]{64}"),
    Kind(
        "discord",
        "Discord webhook",
        ("https://discord.com/api/webhooks/", "https://discordapp.com/api/webhooks/"),
        rf"([0-9]{{15,22}}/{_WORD}{{60,80}})",
    ),
    Kind("groq", "Groq key", ("gsk_",), r"[A-Za-z0-9]{40,80}"),
    Kind("xai", "xAI key", ("xai-",), r"[A-Za-z0-9]{60,120}"),
    Kind("perplexity", "Perplexity key", ("pplx-",), r"[A-Za-z0-9]{40,80}"),
    Kind("replicate", "Replicate token", ("r8_",), rf"[A-Za-z0-9]{{37,40}}{_NOT_WORD}"),
    Kind(
        "shopify",
        "Shopify token",
        ("shpat_", "shpca_", "shppa_", "shpss_"),
        rf"[a-fA-F0-9]{{32}}{_NOT_WORD}",
    ),
    Kind("atlassian", "Atlassian token", ("ATATT3",), r"[A-Za-z0-9_=-]{100,250}"),
    Kind("vault", "Vault token", ("hvs.", "hvb."), rf"{_WORD}{{24,250}}", _has_digit),
    Kind("grafana", "Grafana token", ("glsa_",), r"[A-Za-z0-9]{32}_[a-f0-9]{8}"),
    Kind("docker", "Docker token", ("dckr_pat_",), rf"{_WORD}{{27,60}}"),
    Kind("databricks", "Databricks token", ("dapi",), rf"[a-f0-9]{{32}}{_NOT_WORD}"),
    Kind("linear", "Linear key", ("lin_api_",), r"[A-Za-z0-9]{40}"),
    Kind("age", "age secret key", ("AGE-SECRET-KEY-1",), r"[A-Z0-9]{58}"),
    Kind(
        "database",
        "database password",
        ("://",),
        _DATABASES + _LOGIN,
        _no_common_word,
        apart=False,
    ),
    Kind("login", "password in an address", ("://",), _LOGIN, is_password, apart=False),
    Kind(
        "bearer",
        "access token",
        ("Bearer ", "bearer "),
        r"([A-Za-z0-9._~+/-]{20,1000}={0,2})",
        _random_with_digit,
    ),
    Kind("basic", "name and password", ("Basic ", "basic "), _BASE64, is_login),
    Kind(
        "registry",
        "login of a registry",
        ('"auth"',),
        rf"[ \t]{{0,8}}:[ \t]{{0,8}}\"{_BASE64}\"",
        lambda secret: is_login(secret) or is_random(secret),
        apart=False,
    ),
    Kind(
        "putty",
        "PuTTY private key",
        (PUTTY,),
        r"[0-9]{1,3}\r?\n((?:[A-Za-z0-9+/=]{1,64}+(?:\r?\n|\Z)){1,100}+)",
        lambda secret: len(secret) >= 32,
    ),
    Kind(
        "netrc",
        "password of a login",
        ("machine ",),
        r"\S{1,200}+[ \t]{1,8}+login[ \t]{1,8}+\S{1,200}+[ \t]{1,8}+password[ \t]{1,8}+"
        r"([^\s\"'<>{}]{6,200}+)(?!\S)",
        _no_common_word,
    ),
    Kind(
        "pgpass",
        "database password",
        (":5432:", ":*:"),
        r"[^\s:]{1,63}+:[^\s:]{1,63}+:([^\s:*()]{6,200}+)(?![^\r\n])",
        _no_common_word,
        apart=False,
    ),
    Kind(
        "argument",
        "password in a command",
        (" -u ", " --user ", " --user="),
        r"[\"']?[^\s:\"'/]{1,80}+:([^\s\"'<>(){}]{6,200}+)",
        is_bare,
        apart=False,
    ),
    Kind(
        "argument",
        "password in a command",
        ("--password", "--passwd", "--passphrase", "--token", "--secret", "--api-key"),
        r"[ =][\"']?([^\s\"'<>(){}]{8,200}+)",
        is_bare,
        apart=False,
    ),
    Kind(
        ASSIGNED,
        _ASSIGNED,
        ("<password>", "<Password>"),
        r"([^\s<>]{8,200}+)</",
        is_password,
        apart=False,
    ),
    *(
        Kind(ASSIGNED, _ASSIGNED, (start,), before + _GLUE + _VALUE, is_password, apart=False)
        for start, before in _KEY_ENDS.items()
    ),
    Kind(
        ASSIGNED,
        _ASSIGNED,
        _spellings("secret", "token", "credential"),
        _GLUE + _VALUE,
        is_password,
        apart=False,
    ),
    Kind(
        ASSIGNED,
        _ASSIGNED,
        _spellings("password", "passwd", "pwd", "passphrase"),
        rf"{_GLUE}(?:{_VALUE}|{_BARE})",
        is_password,
        apart=False,
    ),
)
"""In the order in which they are believed where two fit the same place."""

TITLES = {kind.name: kind.title for kind in KINDS} | {PRIVATE_KEY: "private key"}
