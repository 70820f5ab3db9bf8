"""The pages that the program ships with, to be read without a network."""

from __future__ import annotations

from pathlib import Path

import vibekoder
from vibekoder.core.handbook import Page

ORDER = (
    "writing.md",
    "composing.md",
    "format.md",
    "commands.md",
    "sessions.md",
    "templates-and-forks.md",
    "projects.md",
    "providers.md",
    "differences.md",
    "secrets.md",
    "failures.md",
    "window.md",
    "keys.md",
    "settings.md",
)
"""In which order they are read; any other page comes after these."""


def folder(package: Path | None = None) -> Path:
    """The folder of the pages: inside an installed package, beside it in a checkout."""
    home = Path(vibekoder.__file__).parent if package is None else package
    shipped = home / "_docs"
    return shipped if shipped.is_dir() else home.parent / "docs"


def pages(where: Path | None = None) -> list[Page]:
    """The pages in the order of reading; none where they were left out of the package."""
    place = folder() if where is None else where
    rank = {name: at for at, name in enumerate(ORDER)}
    files = sorted(place.glob("*.md"), key=lambda file: (rank.get(file.name, len(rank)), file.name))
    return [Page(file.name, file.read_text("utf-8")) for file in files]
