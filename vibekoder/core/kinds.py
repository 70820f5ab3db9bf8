"""Which files of a folder count, by their names: ``*.py``, ``.md``, ``toml`` or ``Makefile``.

Case makes no difference. A word without a wildcard is a whole name or what stands behind the last
dots of one. Without any kind every file counts.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_WILD = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class FileKinds:
    """Kinds of files as a project names them."""

    names: tuple[str, ...] = ()
    _fits: re.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        words = [one.strip().casefold() for one in self.names if one.strip()]
        whole = "|".join(f"(?:{pattern})" for word in words for pattern in _patterns(word))
        object.__setattr__(self, "_fits", re.compile(whole) if whole else None)

    def fit(self, path: str) -> bool:
        """Whether the file at this path is of one of these kinds."""
        return self._fits is None or bool(self._fits.match(path.rpartition("/")[2].casefold()))


EVERY_KIND = FileKinds()


def _patterns(word: str) -> Iterable[str]:
    if _WILD.search(word):
        return (fnmatch.translate(word),)
    ending = fnmatch.translate(f"*.{word.removeprefix('.')}")
    return (ending,) if word.startswith(".") else (fnmatch.translate(word), ending)
