"""What it costs to make a request of very many files, beside reading them."""

from __future__ import annotations

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
    data = [path.read_bytes() for path in paths]
    places = [want.place for want in wanted(one, (1,))]
    contents: dict[tuple[int, int], Content] = {
        place: File(given, "ab" * 32) for place, given in zip(places, data, strict=True)
    }

    sources = Sources(tmp_path)

    def read() -> list[bytes]:
        return [sources.read(path.name) for path in paths]

    found = ratio(lambda: compile_session(one, (1,), contents), read)
    report("compile 500 includes, 20 MB", found, 2.0, "reading the files as a send does")

    def plain() -> list[bytes]:
        return [path.read_bytes() for path in paths]

    # files that the system has in its memory cost less to read than one copy of their text
    found = ratio(lambda: compile_session(one, (1,), contents), plain)
    report("compile 500 includes, 20 MB, beside plain reads", found, 10.0, "Path.read_bytes")
