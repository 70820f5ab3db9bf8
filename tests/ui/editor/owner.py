"""Who owns the session in the editor's tests: applies each edit as the program does."""

from __future__ import annotations

from dataclasses import replace

from vibekoder.core.edits import Edit, apply
from vibekoder.core.session import Part, Session, Slice, Splice, parse, shown
from vibekoder.ui.editor.editor import SessionEditor


class Owner:
    """A session and the editor that shows it."""

    def __init__(self, editor: SessionEditor, text: str) -> None:
        self.editor = editor
        self.session: Session = parse(text.encode("utf-8", "surrogateescape"))
        self.edits: list[Edit] = []
        self.growing: dict[int, str] = {}
        editor.edited.connect(self.on_edited)
        editor.load(self.texts)

    @property
    def texts(self) -> list[str]:
        return [shown(part) for part in self.session.parts]

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def on_edited(self, edit: Edit, pasted: bool) -> None:
        self.edits.append(edit)
        self.splice(apply(self.session, edit, pasted=pasted))

    def splice(self, splice: Splice) -> None:
        self.session = self.session.splice(splice)
        shift = len(splice.added) - len(splice.removed)
        self.growing = {
            at + shift if at >= splice.at + len(splice.removed) else at: grown
            for at, grown in self.growing.items()
        }
        added = [shown(part) for part in splice.added]
        self.editor.splice(splice.at, len(splice.removed), added)

    def put(self, at: int, *parts: Part) -> None:
        """Replace one part by others."""
        self.splice(Splice(at, (self.session.parts[at],), parts))

    def start(self, at: int) -> None:
        part = self.session.parts[at]
        assert isinstance(part, Slice)
        self.growing[at] = part.body
        self.editor.start_growing(at)

    def grow(self, at: int, text: str) -> None:
        part = self.session.parts[at]
        assert isinstance(part, Slice)
        grown = self.growing[at]
        assert part.raw.startswith(grown)
        new = replace(part, raw=grown + text + part.raw[len(grown) :])
        self.growing[at] = grown + text
        parts = self.session.parts
        self.session = Session((*parts[:at], new, *parts[at + 1 :]))
        self.editor.grow(at, text)

    def agree(self) -> None:
        """What is shown is what the session has."""
        assert self.editor.session_text() == self.text
