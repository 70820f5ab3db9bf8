"""Every text of the window goes through a translation: one that puts brackets around shows it.

What a person wrote is in Greek here, so Latin letters outside brackets are the program's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QTranslator
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication, QWidget

from tests.end2end.conftest import Opens
from tests.end2end.person import write_project
from tests.support.server import ScriptedServer, failure, stream

SESSION = """\
=={ System | 2026-11-21 14:00:00+00:00 | id=aaaaaa }==
Σύντομα.

=={ User | 2026-11-21 14:01:00+00:00 | id=bbbbbb }==
Γιατί;

=={ Assistant | 2026-11-21 14:01:09+00:00 | id=cccccc status=length usage=62/8/4/ secs=14.2 }==
# Τάξη

```
α = 1
```

=={ User | 2026-11-21 14:05:00+00:00 | id=dddddd }==
Και;

=={ Assistant | 2026-11-21 14:05:09+00:00 | id=eeeeee status=interrupted }==
Ναι
"""
KEYS = r"\b(?:(?:Ctrl|Alt|Shift)\+)*(?:Ctrl|Alt|Shift|Return|Esc|Del|Tab|Left|F\d+|[A-Z])\b"
# names of files, of products and of months, and letters of signs that are no words
OWN = (
    # what stands in files, and which templates come along
    r"=={.*|(/[\w.-]+)+|.*}==|usage=.*|finish=.*|VibeKoder|\w+\.toml|\d+\.md|scripted|sessions|"
    r"Development with sources|Explain|Plain question|Review of the current diff|Write tests|"
    # days, months, and signs
    r"\b[A-Z][a-z][a-z]\b|\bAa\b|\bab\b"
)


class Brackets(QTranslator):
    """Puts brackets around every word of the texts that it is asked for: lines may break."""

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        return re.sub(r"[^\s…]+", r"[\g<0>]", text)

    def isEmpty(self) -> bool:
        return False


# held for good: a text may be asked for as long as anything of a window is left
BRACKETS = Brackets()


@pytest.fixture
def brackets(qapp: QApplication) -> Iterator[None]:
    """Everything that is translated from now on has brackets."""
    qapp.installTranslator(BRACKETS)
    yield
    qapp.removeTranslator(BRACKETS)


@pytest.fixture
def root(tmp_path: Path, server: ScriptedServer) -> Path:
    """A project in Greek."""
    root = write_project(tmp_path / "Έργο", server.base_url)
    file = root / "vibekoder.toml"
    text = file.read_text("utf-8").replace('"Scripted"', '"Μηχανή"')
    file.write_text(text.replace("test-model", "μοντέλο"), "utf-8")
    (root / "sessions").mkdir()
    (root / "sessions/001.md").write_text(SESSION, "utf-8")
    return root


def painted(widget: QWidget) -> list[str]:
    """Every text that a widget paints."""
    buffer = QBuffer()
    drawing = QSvgGenerator()
    drawing.setOutputDevice(buffer)
    drawing.setSize(widget.size())
    widget.render(drawing)
    drawn = bytes(buffer.data().data()).decode()
    return [
        unescape(one).strip() for one in re.findall(r"<text[^>]*>(.*?)</text>", drawn, re.DOTALL)
    ]


def told(widget: QWidget) -> Iterator[str]:
    """What widgets tell the pointer and who cannot see them."""
    for one in (widget, *widget.findChildren(QWidget)):
        placeholder = getattr(one, "placeholderText", lambda: "")()
        yield from (one.toolTip(), one.accessibleName(), one.accessibleDescription(), placeholder)


def untranslated(texts: list[str]) -> list[str]:
    """Texts with letters of the program's own outside of brackets."""
    found = []
    for text in texts:
        # a word that begins in the line above ends here
        left = re.sub(r"^[^\[\] ]*\]", "", text)
        while (shorter := re.sub(r"\[[^\[\]]*(\]|…|$)", "", left)) != left:
            left = shorter
        left = re.sub(KEYS, "", re.sub(OWN, "", left))
        if re.search(r"[A-Za-z]{2,}", left):
            found.append(text)
    return sorted(set(found))


def test_the_window_with_a_session(brackets: None, opens: Opens, root: Path) -> None:
    person = opens(session=root / "sessions/001.md")
    person.until(lambda: person.window.current is not None)
    person.shell.resize(1440, 900)
    person.editor.to_bottom()
    person.until(lambda: len(painted(person.window)) > 20)
    assert untranslated(painted(person.window)) == []
    assert untranslated(list(told(person.window))) == []


def test_what_runs_and_what_fails(
    brackets: None, opens: Opens, root: Path, server: ScriptedServer
) -> None:
    person = opens()
    person.ready()
    person.shell.resize(1440, 900)
    server.reply(stream(["Ναι"]))
    person.ask("Γεια;")
    server.reply(failure(500, "βλάβη"), failure(500, "βλάβη"), failure(500, "βλάβη"))
    assert untranslated(painted(person.window)) == []


def test_menus_settings_and_notices(brackets: None, opens: Opens, root: Path) -> None:
    person = opens()
    person.ready()
    for menu in person.window.top.menus.actions():
        texts = [one.text().replace("&", "") for one in menu.menu().actions() if one.text()]
        assert untranslated([menu.text().replace("&", ""), *texts]) == []
    for action in ("tools.settings", "view.notices", "go.anywhere"):
        person.window.trigger(action)
        sheet = person.sheet()
        assert untranslated(visible(sheet)) == []
        sheet.dismiss()


def visible(sheet: QWidget) -> list[str]:
    """What a sheet paints and tells, without the fonts and values that settings hold."""
    values = (
        r"system|light|dark|calm|dimmed|ctrl\+return|return|rehearsal|pasted|templates|docs|src"
    )
    texts = [*painted(sheet), *told(sheet)]
    # where a file lies is nobody's word
    return [re.sub(values, "", re.sub(r"\S*/\S*", "", text)) for text in texts]
