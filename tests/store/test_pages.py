"""The pages that come along."""

from __future__ import annotations

import re
from pathlib import Path

from vibekoder.core.handbook import parts, target
from vibekoder.store.pages import ORDER, folder, pages


def test_the_pages_of_the_package_win_over_those_beside_it(tmp_path: Path) -> None:
    package = tmp_path / "vibekoder"
    package.mkdir()
    assert folder(package) == tmp_path / "docs"
    (package / "_docs").mkdir()
    assert folder(package) == package / "_docs"


def test_pages_come_in_the_order_of_reading(tmp_path: Path) -> None:
    for name in ("zebra.md", "keys.md", "writing.md", "apple.md"):
        (tmp_path / name).write_text(f"# {name}\n", encoding="utf-8")
    assert [one.name for one in pages(tmp_path)] == [
        *("writing.md", "keys.md", "apple.md", "zebra.md")
    ]
    assert pages(tmp_path / "none") == []


def test_every_page_of_the_order_is_there() -> None:
    assert set(ORDER) <= {one.name for one in pages()}


def test_links_between_the_pages_lead_to_a_part() -> None:
    shipped = pages()
    lost = []
    for page in shipped:
        for link in re.findall(r"\]\(([\w./-]+\.md(?:#[\w-]+)?|#[\w-]+)\)", page.text):
            part = target(shipped, link, page.name)
            anchor = link.partition("#")[2]
            if (part is None and not link.startswith("..")) or (
                part is not None and anchor and part.anchor != anchor
            ):
                lost.append((page.name, link))
    assert lost == []


def test_keys_format_directives_and_failures_are_told() -> None:
    told = {part.anchor for page in pages() for part in parts(page)}
    assert {"keys", "front-matter", "including-files", "a-request"} <= told
