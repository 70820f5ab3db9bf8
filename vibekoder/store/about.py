"""What a session's front matter says of it: title, description, tags, when it was begun."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from vibekoder.store import front_matter

TITLE = "title"
DESCRIPTION = "description"
TAGS = "tags"
CREATED = "created"

# what YAML reads as it stands: words on one line, or between quotes without escapes
_PLAIN = {
    key: re.compile(
        rf"""^{key}:[ \t]+(?:(\w[{signs}]*)|"([^"\\\r\n]*)"|'([^'\r\n]*)')[ \t]*\r?\n(?![ \t])""",
        re.MULTILINE,
    )
    for key, signs in (
        (TITLE, r"\w .,;!?()/+-"),
        (DESCRIPTION, r"\w .,;!?()/+-"),
        (CREATED, r"\w.:+-"),
        ("forked_from", r"\w./#-"),
    )
}
_PLAIN_TAGS = re.compile(rf"^{TAGS}:[ \t]+\[([\w ,-]*)\][ \t]*\r?\n(?![ \t])", re.MULTILINE)
_BETWEEN = re.compile(r"\s*,\s*")


@dataclass(frozen=True, slots=True)
class About:
    """What a person has said of a session; empty where nothing was."""

    title: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    created: str = ""

    def written(self) -> dict[str, front_matter.Written | None]:
        """The keys as they stand in a front matter; None for what is not said."""
        return {
            TITLE: self.title or None,
            DESCRIPTION: self.description or None,
            TAGS: self.tags or None,
        }


NOTHING_SAID = About()


def about(front: str) -> About:
    """What this front matter says; what cannot be read is not said."""
    title, description = text_of(front, TITLE), text_of(front, DESCRIPTION)
    return About(title, description, tags_of(front), text_of(front, CREATED))


@lru_cache(maxsize=256)
def text_of(front: str, key: str) -> str:
    """The text of a key; empty if there is none.

    Reading YAML takes milliseconds, and a window asks for its titles at every key.
    """
    if key not in front:
        return ""
    plain = _PLAIN[key].findall(front)
    if len(plain) == 1 and front.count(f"\n{key}") == 1:
        # most values: a thousand sessions are listed without reading YAML a thousand times
        return "".join(plain[0]).strip()
    value = front_matter.read(front).get(key)
    return value.strip() if isinstance(value, str) else ""


@lru_cache(maxsize=256)
def tags_of(front: str) -> tuple[str, ...]:
    """The tags, each once; one that is no list is read as words between commas."""
    if TAGS not in front:
        return ()
    plain = _PLAIN_TAGS.findall(front)
    if len(plain) == 1 and "- " not in plain[0] and front.count(f"\n{TAGS}") == 1:
        return read_tags(plain[0])
    value = front_matter.read(front).get(TAGS)
    if isinstance(value, list):
        return tuple(dict.fromkeys(one.strip() for one in value if isinstance(one, str) and one))
    return read_tags(value) if isinstance(value, str) else ()


def read_tags(text: str) -> tuple[str, ...]:
    """Tags as a person types them: between commas, with or without a sign before each."""
    words = (one.strip().removeprefix("#").strip() for one in _BETWEEN.split(text))
    return tuple(dict.fromkeys(one for one in words if one))


def moment_of(*timestamps: str | None) -> float | None:
    """The first of these that is a time, in seconds since 1970; without an offset it is local."""
    for one in timestamps:
        try:
            return datetime.fromisoformat(one or "").timestamp()
        except (ValueError, OverflowError, OSError):
            continue
    return None
