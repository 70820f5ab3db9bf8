"""A session's tab: the editor on its text, the composer under it, wired to what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vibekoder.app.answers import DEEDS
from vibekoder.app.choice import PLAIN, How, Once
from vibekoder.app.run import Run
from vibekoder.app.tab import Tab
from vibekoder.app.tongue import tr
from vibekoder.core.edits import Edit
from vibekoder.core.errors import Altered, KeyAsked, VibeKoderError
from vibekoder.core.messages import Role
from vibekoder.core.session import Part, Slice, Splice
from vibekoder.ui import figures, slice_acts, slice_states, words
from vibekoder.ui.composer import Composer
from vibekoder.ui.editor.banners import FIGURES
from vibekoder.ui.editor.editor import SessionEditor
from vibekoder.ui.editor.notes import Offer
from vibekoder.ui.empty import EmptyState
from vibekoder.ui.look import Look
from vibekoder.ui.opening_page import OpeningPage
from vibekoder.ui.pasted import Pasted
from vibekoder.ui.reading.reading import Reading
from vibekoder.ui.slice_states import Progress
from vibekoder.ui.text_deeds import TEXT_DEEDS, TextDeeds

BROKEN = ("interrupted", "error")
STOPPED = "stopped"
ELSEWHERE = frozenset({slice_acts.SENT.name, slice_states.LIGHTEN.name, slice_states.PIECES.name})
"""Acts of a banner that need more than its tab."""
TICK_MS = 100
"""A running banner's seconds are shown this often; nothing ticks while nothing runs."""


class SessionTabWidget(QWidget):
    """One session in the window; owns no truth.

    ``choice_of`` is what decided where it shows the next prompt to go; ``saved_at`` the
    time of the last save, empty before the first.

    Signals:
        sendWanted(str, object): this prompt is to be sent, and How; empty: the last User slice
            again.
        retryWanted(str): the User slice with this id is to be sent again.
        backendsWanted(): the person wants to choose or mend a backend.
        modelWanted(): the person wants to choose the model of the next prompt.
        keyWanted(str): the key of this session's backend is to be given; then the User slice with
            this id is to be answered anew.
        keyAsked(): what was to be sent waits for a key that is given in each run.
        alteredSeen(): what was to be sent is another request by now than it was shown.
        promptWanted(): there is nothing to send but the text above the first slice.
        inertPasted(): directives in what was pasted were made literal; ``pasted.let_act`` takes
            that back.
        noticeWanted(str, str, str): kind, title and text of something to be said.
        detailsWanted(str): the raw details of a failure are to be shown.
        figuresWanted(str): what an answer took is to be shown.
        closeWanted(): the person does not wait until a long session is there.
        stateChanged(): what runs here, or how it stands, has changed.
        answerActWanted(str, int): this of ``app.answers``, or of ELSEWHERE, is to be done with the
            slice of this part; ``bring`` shows what comes of it.
    """

    sendWanted = Signal(str, object)
    retryWanted = Signal(str)
    backendsWanted = Signal()
    modelWanted = Signal()
    keyWanted = Signal(str)
    keyAsked = Signal()
    alteredSeen = Signal()
    promptWanted = Signal()
    noticeWanted = Signal(str, str, str)
    inertPasted = Signal()
    detailsWanted = Signal(str)
    figuresWanted = Signal(str)
    closeWanted = Signal()
    stateChanged = Signal()
    answerActWanted = Signal(str, int)

    def __init__(self, tab: Tab, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tab = tab
        self._look = look
        self.editor = SessionEditor(look, self)
        self.text = TextDeeds(look, self.editor, self)
        self.text.folder = tab.path.parent
        self.reading = Reading(tab, look, self.editor, self)
        self.opening = OpeningPage(look, self)
        self.composer = Composer(look, self)
        self.pasted = Pasted(tab, self.composer.prompt, self)
        self.empty = EmptyState(look, "first_session", parent=self)
        self.saved_at = ""
        self.drifted = 0
        self.choice_of = (tab.session.head.front, tab.once)
        self._wanted: Mapping[str, Any] | None = None
        self._unpainted: set[Run] = set()
        self._last_id: str | None = None
        self._told: frozenset[str] = frozenset()
        self._tick = QTimer(self, interval=TICK_MS)
        self._soon = QTimer(self, singleShot=True, interval=slice_states.BRIEF_MS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.text.bar)
        column.addWidget(self.empty, 1)
        column.addWidget(self.opening, 1)
        column.addWidget(self.editor, 1)
        column.addWidget(self.reading.page, 1)
        column.addWidget(self.composer)
        # what is not written back is not typed either
        self.editor.setReadOnly(bool(tab.session.readonly))
        self._connect()
        self._load()

    def set_choice(self, backend: str, model: str, project: str, once: Once) -> None:
        """Where the next prompt goes, and what of it is meant for that one alone."""
        self.choice_of = (self.tab.session.head.front, self.tab.once)
        self.composer.set_model(model or backend, once=bool(once.backend or once.model))
        self.composer.set_project(project)
        self.empty.set_project(project)

    def submit(self) -> None:
        """The person sends: at once, or after a look where that is wanted."""
        if self.composer.looks_first:
            self.composer.weight.preflightWanted.emit()
        else:
            self.send()

    def send(self, how: How = PLAIN) -> None:
        """Send what is written; with an empty composer, the last User slice again."""
        slices = self.tab.session.slices
        if self.composer.text().strip():
            self.composer.let_go(how)
        elif slices and slices[-1].role is Role.USER:
            self._send("", how)
        elif self.tab.loose:
            self.promptWanted.emit()

    def stop(self) -> None:
        """Close the find bar, else stop the request of the slice at the caret, else the newest."""
        if self.text.bar.isVisible():
            self.text.bar.dismiss()
            return
        if self.reading.dismiss():
            return
        if self.editor.loading.active:
            self.closeWanted.emit()
            return
        at = self._part_at_caret()
        for run in self.tab.arriving:
            if at is not None and self.tab.session.find(run.slice_id) == at:
                run.stop()
                return
        self.tab.stop()

    def repeat(self) -> bool:
        """Send the last request that failed once more; False if none did."""
        failed = [
            at
            for name, why in self.tab.failures.items()
            if why.code != STOPPED and (at := self.tab.session.find(name)) is not None
        ]
        last = len(self.tab.session.parts) - 1
        end = self.tab.session.parts[last]
        if not failed and isinstance(end, Slice):
            failed += [last] if end.status in BROKEN or slice_states.left_nothing(end) else []
        if not failed:
            return False
        self._retry(failed[-1])
        return True

    def act(self, name: str) -> None:
        """Do something with the answer at the caret, else with the last one."""
        at = self._part_at_caret()
        self.answerActWanted.emit(name, len(self.tab.session.parts) - 1 if at is None else at)

    def bring(self, part: int) -> None:
        """Bring a slice into view; the last one as it grows."""
        if part == len(self.tab.session.parts) - 1:
            self.to_bottom()
        elif 0 < part < len(self.tab.session.parts) and not self.reading.show_part(part):
            self.editor.show_part(part)

    def do(self, name: str) -> None:
        """One of ``TEXT_DEEDS``, with this tab's text."""
        self.editor.loading.finish()
        self.reading.before(name)
        if name == "view.reading":
            self.reading.toggle()
        else:
            TEXT_DEEDS[name](self.text)

    def to_bottom(self) -> None:
        """Show the end of the text, and follow it."""
        self.reading.to_bottom()

    def undo(self) -> None:
        """Take back in the field that has the focus: the composer's own words, or the session."""
        if self.composer.prompt.hasFocus() and self.composer.prompt.document().isUndoAvailable():
            self.composer.prompt.undo()
        else:
            self.tab.undo()

    def redo(self) -> None:
        """Do again what was taken back, in the field that has the focus."""
        if self.composer.prompt.hasFocus() and self.composer.prompt.document().isRedoAvailable():
            self.composer.prompt.redo()
        else:
            self.tab.redo()

    def step_slice(self, by: int) -> None:
        """Bring the next or previous slice to the top of the view."""
        count = len(self.tab.session.parts)
        at = self.reading.part if self.reading.on else self.editor.part_of_caret()
        wanted = at + by
        if 0 < wanted < count and not self.reading.show_part(wanted):
            self.editor.show_part(wanted)
            self.editor.setFocus()

    def remembered(self) -> dict[str, Any]:
        """File, caret and view; plain JSON values."""
        if self._wanted is not None:
            return {**self._wanted, "path": str(self.tab.path)}
        return {
            "path": str(self.tab.path),
            "caret": list(self.editor.caret()),
            "top": list(self.editor.top_place()),
            "following": self.editor.following,
            "folds": self.editor.remembered_folds(),
            "raw": self.editor.raw,
            "reading": self.reading.on,
        }

    def restore(self, remembered: Mapping[str, Any]) -> None:
        """Put caret and view where they were."""
        if self.editor.loading.active:
            self._wanted = remembered
            return
        self.editor.folds.restore(remembered.get("folds"))
        self.editor.set_raw(remembered.get("raw") is True)
        caret, top = self._place(remembered.get("caret")), self._place(remembered.get("top"))
        if caret is not None:
            self.editor.set_caret(*caret)
        if remembered.get("following") is True:
            self.editor.to_bottom()
        elif top is not None:
            self.editor.show_place(*top)
        if remembered.get("reading") is True:
            self.reading.toggle()

    def leave(self) -> None:
        """The tab is about to go: keep the draft, load no more pictures."""
        self.composer.flush_draft()
        self.reading.close()

    @property
    def newest(self) -> Run | None:
        """The youngest running request of this tab."""
        return next(reversed(self.tab.arriving), None)

    def _connect(self) -> None:
        tab, editor, composer = self.tab, self.editor, self.composer
        editor.edited.connect(self._on_edited)
        editor.actionWanted.connect(self._on_action)
        self.reading.actWanted.connect(self._on_action)
        self.reading.zoomWanted.connect(self.text.zoomWanted)
        editor.undoWanted.connect(tab.undo)
        editor.redoWanted.connect(tab.redo)
        editor.refused.connect(self._on_edit_refused)
        editor.painted.connect(self._on_painted)
        editor.set_offers(self._offered)
        editor.cursorPositionChanged.connect(self._look.caret.wake)
        composer.prompt.cursorPositionChanged.connect(self._look.caret.wake)
        self.text.saveWanted.connect(tab.save_text)
        self.text.bar.replaceAllWanted.connect(self._replace_all)
        self.text.bar.closed.connect(self.reading.take_keys)
        composer.submitted.connect(self._send)
        composer.draftChanged.connect(tab.keep_draft)
        composer.modelWanted.connect(self.modelWanted)
        self.opening.stopped.connect(self.closeWanted)
        self.pasted.madeInert.connect(self.inertPasted)
        tab.spliced.connect(self._on_spliced)
        tab.grew.connect(self._on_grew)
        tab.runAdded.connect(self._on_run)
        tab.runArrived.connect(self._on_run_arrived)
        tab.runEnded.connect(self._on_run_ended)
        tab.refused.connect(self._on_refused)
        tab.saved.connect(self._on_saved)
        self._tick.timeout.connect(self._on_tick)
        self._soon.timeout.connect(self._on_new_status)

    def _load(self) -> None:
        desk = self.tab.desk
        self.editor.load([desk.shown(at) for at in range(len(desk.session.parts))])
        self.composer.set_text(self.tab.draft)
        self.editor.loading.progressed.connect(self.opening.show_progress)
        self.editor.loading.done.connect(self._on_loaded)
        self._show_page()
        if not self.editor.loading.active:
            self._on_loaded()

    def _on_loaded(self) -> None:
        desk = self.tab.desk
        for run in self.tab.arriving:
            self._on_run(run)
        self._show_states(part for part in desk.session.slices if part.get("status"))
        self._show_page()
        self.editor.folds.fold_blocks(only_close=True)
        self.editor.to_bottom()
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.restore(wanted)

    def _send(self, prompt: str, how: How) -> None:
        before = len(self.tab.runs)
        self.tab.set_draft(self.composer.text())
        self.sendWanted.emit(prompt, how)
        if len(self.tab.runs) > before:
            # who sends wants to see what comes
            self.to_bottom()

    def _show_page(self) -> None:
        empty = not self.tab.session.slices and not self.tab.session.head.text.strip()
        loading = self.editor.loading.active
        self.opening.setVisible(loading)
        self.empty.setVisible(empty)
        self.reading.show_empty(empty or loading)

    def _offered(self, part: int) -> Offer:
        return slice_acts.offered(self.tab.session, part)

    def _on_edited(self, edit: Edit, pasted: bool) -> None:
        if pasted:
            self.pasted.edit(edit, raw_view=self.editor.raw)
        else:
            self.tab.edit(edit, raw_view=self.editor.raw)

    def _replace_all(self, text: str) -> None:
        edits, count = self.editor.search.replacements(text)
        self.tab.edit_all(edits, self.tr("Replace all"))
        done = tr("%n places replaced", count)
        self.noticeWanted.emit("info", done, "")

    def _on_spliced(self, splices: list[Splice]) -> None:
        desk = self.tab.desk
        for splice in splices:
            self.editor.splice(
                splice.at, len(splice.removed), [desk.text_of(part) for part in splice.added]
            )
        self.reading.spliced(splices)
        self._show_states(part for splice in splices for part in splice.added)
        self._show_page()

    def _on_grew(self, slice_id: str, text: str) -> None:
        at = self.tab.session.find(slice_id)
        if at is not None:
            self.editor.grow(at, text)
            self.reading.grew(at)

    def _on_run(self, run: Run) -> None:
        at = self.tab.session.find(run.slice_id)
        run.grew.connect(partial(self._on_run_grew, run))
        run.statusChanged.connect(self._on_status)
        if at is not None:
            self.editor.start_growing(at)
        self._tick.start()
        self._show_states()
        self._show_running()

    def _on_run_arrived(self, run: Run) -> None:
        # what was held back while it streamed is shown now
        self._unpainted.add(run)
        at = self.tab.session.find(run.slice_id)
        if at is not None:
            self.editor.stop_growing(at)
        self._show_states()
        self._show_running()

    def _on_run_ended(self) -> None:
        self._show_states()
        self._show_running()

    def _show_running(self) -> None:
        count = len(self.tab.arriving)
        if not count:
            self._tick.stop()
        self.composer.set_running(count)
        self.stateChanged.emit()

    def _on_painted(self) -> None:
        for run in self._unpainted:
            run.shown()
        self._unpainted.clear()

    def _on_refused(self, problem: VibeKoderError, prompt: str) -> None:
        if prompt:
            self.composer.put_back(prompt)
        self._show_states()
        if isinstance(problem, KeyAsked):
            self.keyAsked.emit()
        if isinstance(problem, Altered):
            self.alteredSeen.emit()

    def _on_saved(self) -> None:
        now = datetime.now().astimezone()
        self.saved_at = words.moment(now, now)
        self.stateChanged.emit()

    def _on_edit_refused(self, sentence: str) -> None:
        self.noticeWanted.emit("info", sentence, "")

    def _on_action(self, action: str, part: int) -> None:
        chosen = self.tab.session.parts[part]
        if not isinstance(chosen, Slice):
            return
        deeds: dict[str, Callable[[Slice], None]] = {
            "stop": self._stop_answer,
            "retry": lambda _: self._retry(part),
            "backends": lambda _: self.backendsWanted.emit(),
            "key": lambda _: self.keyWanted.emit(self.tab.desk.asked(part) or ""),
            "details": self._show_details,
            FIGURES: self._show_figures,
        }
        if action in deeds:
            deeds[action](chosen)
        elif action in DEEDS or action in ELSEWHERE:
            self.answerActWanted.emit(action, part)

    def _stop_answer(self, answer: Slice) -> None:
        for run in self.tab.arriving:
            if run.slice_id == answer.id:
                run.stop()

    def _retry(self, part: int) -> None:
        asked = self.tab.desk.asked(part)
        if asked is not None:
            self.retryWanted.emit(asked)

    def _show_details(self, chosen: Slice) -> None:
        failed = self.tab.failures.get(chosen.id or "")
        if failed is not None:
            self.detailsWanted.emit(failed.detail)

    def _show_figures(self, answer: Slice) -> None:
        self.figuresWanted.emit("\n".join(figures.lines(dict(answer.attributes))))

    def _on_run_grew(self, run: Run, _: str) -> None:
        self._unpainted.add(run)

    def _on_tick(self) -> None:
        for run in self.tab.arriving:
            at = self.tab.session.find(run.slice_id)
            if at is not None:
                self.editor.set_state(at, slice_states.running(progress_of(run)))
        self.reading.refresh()

    def _on_status(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _on_new_status(self) -> None:
        self._on_tick()
        self.stateChanged.emit()

    def _show_states(self, parts: Iterable[Part] = ()) -> None:
        """Say anew what the banners of these parts show, and those of what runs or failed."""
        session, failures = self.tab.session, self.tab.failures
        last = session.parts[-1]
        wanted = {part.id for part in (*parts, last) if isinstance(part, Slice)}
        wanted |= {self._last_id, *failures, *self._told}
        self._last_id = last.id if isinstance(last, Slice) else None
        self._told = frozenset(failures)
        running = {run.slice_id: run for run in self.tab.arriving}
        for name in (wanted | running.keys()) - {None}:
            at = session.find(name or "")
            part = session.parts[at] if at is not None else None
            if at is None or not isinstance(part, Slice):
                continue
            run = running.get(name or "")
            if run is not None:
                state = slice_states.running(progress_of(run))
            elif name in failures and part.role is Role.USER:
                state = slice_states.unanswered(failures[name or ""])
            else:
                failed = failures.get(name or "")
                instead = self.tab.stand_ins.get(name or "")
                remark = self.tab.remarks.get(name or "", "")
                state = slice_states.ended(part, part is last, failed, instead, remark)
            self.editor.set_state(at, state)
        self.reading.refresh()

    def _place(self, remembered: object) -> tuple[int, int] | None:
        """A part and a code point, as near as there is one still; None if that is none."""
        place = _numbers(remembered)
        if place is None or place[0] >= len(self.tab.session.parts):
            return None
        return place[0], min(place[1], len(self.tab.desk.shown(place[0])))

    def _part_at_caret(self) -> int | None:
        if self.reading.on:
            return self.reading.part
        return self.editor.part_of_caret() if self.editor.hasFocus() else None


def progress_of(run: Run) -> Progress:
    """A run as its banner tells it."""
    return Progress(
        run.doing,
        run.elapsed(),
        run.silence(),
        run.tokens,
        run.retry_in(),
        run.retry_why,
        run.journal_problem,
        run.before,
        run.instead,
        run.remark,
    )


def _numbers(remembered: object) -> tuple[int, int] | None:
    """Two numbers, where that is what was remembered."""
    values = cast("list[object]", remembered) if isinstance(remembered, list) else []
    whole = [one for one in values if isinstance(one, int) and one >= 0]
    return (whole[0], whole[1]) if len(whole) == len(values) == 2 else None
