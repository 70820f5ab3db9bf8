"""What it costs to make a request of very many files, beside reading them."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from tests.support.bench import ratio, report
from tests.support.builders import session
from vibekoder.core.compile import compile_session, wanted
from vibekoder.core.contents import Content, File
from vibekoder.store.sources import Sources

FILES = 500
SIZE = 40_000


def test_compiling_costs_no_more_than_reading_twice(tmp_path: Path) -> None:
    line = "    return answer(question, *words)  # as it was asked\n"
    text = (line * (SIZE // len(line) + 1))[:SIZE]
    paths = [tmp_path / f"{number}.py" for number in range(FILES)]
    for path in paths:
        path.write_text(text)
    one = session("u: " + "\n".join(f"<!-- include: {path.name} -->" for path in paths))
    places = [want.place for want in wanted(one, (1,))]

    def contents(*, decoded: bool) -> dict[tuple[int, int], Content]:
        """What the files stand for; a send decodes each when it is read, to know that it can."""
        found = (path.read_bytes() for path in paths)
        files = (File(data, "ab" * 32, data.decode() if decoded else None) for data in found)
        return dict(zip(places, files, strict=True))

    sources = Sources(tmp_path)

    def checked() -> list[str]:
        """As a send reads them: each is looked at first, and where it leads."""
        return [sources.read(path.name).decode() for path in paths]

    def plain() -> list[str]:
        return [path.read_bytes().decode() for path in paths]

    known, raw = contents(decoded=True), contents(decoded=False)
    name, clock = "compile 500 includes, 20 MB", time.process_time
    for way, against in ((checked, "reading the files as a send does"), (plain, "plain reads")):
        found = ratio(partial(compile_session, one, (1,), known), way, clock=clock)
        report(name, found, 2.0, f"{against}, bytes to text")
        found = ratio(partial(compile_session, one, (1,), raw), way, clock=clock)
        report(f"{name}, decoding too", found, 2.0, f"{against}, bytes to text")
