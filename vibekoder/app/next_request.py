"""The next request of a tab as it stands: its pieces, what they weigh, what they would cost."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from vibekoder.app.breath import Breath
from vibekoder.app.choice import Choice
from vibekoder.app.lookout import Lookout
from vibekoder.app.loosely import loosely
from vibekoder.app.places import Places, places_of
from vibekoder.app.rounds import Rounds
from vibekoder.app.run import Run
from vibekoder.app.tab import Tab
from vibekoder.app.writer import Writer
from vibekoder.core.calibration import Calibration
from vibekoder.core.models import ModelFacts, cost_of
from vibekoder.core.session import Slice
from vibekoder.engine.calibrations import Calibrations
from vibekoder.engine.pieces import Pieces
from vibekoder.engine.prepare import Home
from vibekoder.engine.stack import NOTHING, Outlook, Stack
from vibekoder.engine.strike import Strike

log = logging.getLogger(__name__)

PAUSE_MS = 120
"""While somebody types it is looked at once in this time at most."""
UNSEEN_MS = 500
"""What nobody sees is looked at once in this time at most, and only if its files change."""
PATIENCE_MS = 400
"""So long what was found before stays, while only a part of what is there now is known."""


class Looking(QObject):
    """The one thread that looks at the pieces of all sessions of a project."""

    def __init__(self, home: Callable[[], Home], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.home = home
        self.writer = Writer("pieces", self)
        self.rounds = Rounds(self)
        self.closed = False
        self.calibrations = Calibrations(home().state.root / "tokens.json")
        self.writer.submit(self.calibrations.load, lambda _: None, _not_kept)

    def learn(self, strike: Strike) -> None:
        """A request is over: how far its estimate was off is remembered for its model's family."""
        if strike.counted and not self.closed:
            model = strike.target.model
            learn = partial(self.calibrations.learn, model)
            job = lambda: learn(strike.estimated, strike.counted)
            self.writer.submit(job, lambda _: None, _not_kept)

    def pieces(self, *, images: bool, session: Path | None = None) -> Pieces:
        """What looks at files and objects as the project's settings are now."""
        home = self.home()
        commands = dict.fromkeys(home.commands, "")
        return Pieces(home.sources(), home.objects, images, commands, home.secrets, session)

    def close(self) -> None:
        """End the thread; what it is looking at is left."""
        self.closed = True
        self.rounds.close()
        self.writer.close()


class _Turn:
    """Which look is the last one."""

    def __init__(self) -> None:
        self.number = 0

    def over(self, *_: object) -> None:
        self.number += 1


class NextRequest(QObject):
    """What a tab would send next; looked at in a thread while it is shown, and once it was shown
    when a file changes that it includes: a lamp tells of that in every tab.

    ``draft`` gives what the composer holds, ``choice`` where it would go, None where that is
    nowhere.

    Signals:
        changed(): ``outlook`` or what it would cost has changed.
    """

    changed = Signal()

    def __init__(
        self,
        tab: Tab,
        looking: Looking,
        draft: Callable[[], str],
        choice: Callable[[], Choice | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.tab = tab
        self.outlook = NOTHING
        self.looking = looking
        self._draft = draft
        self._choice = choice
        self._shown = False
        self._turn = _Turn()
        self._stale = False
        self._parts: object = None
        self._sent: tuple[Slice, ...] | None = None
        self._stack: tuple[bool, Stack] | None = None
        self._facts: tuple[str, ModelFacts] | None = None
        self._began = QElapsedTimer()
        self._lookout = Lookout(looking.rounds, self)
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self.look)
        self._gone = False
        self._unseen = QTimer(self, singleShot=True, interval=UNSEEN_MS)
        self._unseen.timeout.connect(self._on_unseen)
        self._lookout.stirred.connect(self._on_stirred)
        tab.changed.connect(self._on_changed)
        tab.runLeft.connect(self._on_left)
        # what is found for one that is gone is let be
        self.destroyed.connect(self._turn.over)

    @property
    def facts(self) -> ModelFacts:
        """What is known of the model it would go to."""
        return self._asked()[1]

    @property
    def calibration(self) -> Calibration:
        """How estimates for that model are corrected, and about how far they are off then."""
        return self.looking.calibrations.of(self._asked()[0])

    @property
    def cost(self) -> float | None:
        """About what sending it costs at most, in USD, without the answer; None if not known."""
        return self.cost_of(self.outlook.tokens)

    def cost_of(self, tokens: int) -> float | None:
        """The same of a part of it."""
        return cost_of({"input": tokens, "output": 0}, self.facts.prices)

    def set_shown(self, shown: bool) -> None:
        """Whether anybody sees it; what nobody has seen yet is not looked at."""
        if shown != self._shown:
            self._shown = shown
            self._unseen.stop()
            # what happened on the disk meanwhile was not told
            self._stale = True
            if shown:
                self.look()
                return
            self._turn.over()
            if not self.outlook.whole:
                # what it includes is to be watched all the same
                self._unseen.start()

    def stir(self) -> None:
        """Something is being written: look at once, and while it goes on now and then."""
        if self._shown and not self._pause.isActive():
            rested = self._began.isValid() and self._began.hasExpired(PAUSE_MS)
            self._pause.start(0 if rested else PAUSE_MS)

    def renew(self) -> None:
        """The project's settings or the choice of a model have changed."""
        self._facts = self._stack = None
        self.changed.emit()
        self.stir()

    def leave(self) -> None:
        """The tab goes, and this with it once its thread is done with it."""
        self.set_shown(False)
        self._gone = True
        self._lookout.leave()
        self.looking.writer.submit(lambda: None, lambda _: self.deleteLater(), self._not_found)

    def look(self) -> None:
        """Look now if it is shown; ``changed`` tells as more is found."""
        if self._shown and not self.looking.closed:
            self._look()

    def _look(self) -> None:
        self._pause.stop()
        self._began.start()
        self._turn.over()
        turn, number = self._turn, self._turn.number
        stale, self._stale = self._stale, False
        stack, session, draft = self._stack_now(), self.tab.session, self._draft()
        sent, looking, before = self._sent, self.looking, self.outlook
        ratio, root = self.calibration.ratio, str(looking.home().root)
        self._parts = session.parts

        def job() -> Iterator[tuple[Outlook, Places | None]]:
            if stale:
                stack.forget()
            breath = Breath()

            def cancelled() -> bool:
                breath.take()
                return number != turn.number or looking.closed

            for found in stack.look(session, draft, sent, cancelled=cancelled):
                outlook = found.scaled(ratio)
                # many rows are not compared in the window's thread
                if outlook != before:
                    yield outlook, places_of(outlook, root) if outlook.whole else None

        looking.writer.submit_steps(job, loosely(self._on_found, number), self._not_found)

    def _asked(self) -> tuple[str, ModelFacts]:
        """The model, and what is known of it; both empty where it would go nowhere."""
        if self._facts is None:
            choice = self._choice()
            known = (choice.model, choice.facts) if choice is not None else ("", ModelFacts(""))
            self._facts = known
        return self._facts

    def _stack_now(self) -> Stack:
        images = self.facts.images is not False
        if self._stack is None or self._stack[0] != images:
            pieces = self.looking.pieces(images=images, session=self.tab.path)
            self._stack = (images, Stack(pieces))
        return self._stack[1]

    def _on_found(self, number: int, found: tuple[Outlook, Places | None]) -> None:
        outlook, places = found
        if number != self._turn.number:
            return
        held = self.outlook.whole and not self.outlook.empty
        if not outlook.whole and held and not self._began.hasExpired(PATIENCE_MS):
            # what is there is shown until all is known, if that does not take long
            return
        if places is not None and self._lookout.follow(places):
            # what changed between the reading and the watch was told by nobody
            self._on_stirred()
        self.outlook = outlook
        self.changed.emit()

    def _not_found(self, problem: BaseException) -> None:
        log.error("looking at the pieces of a prompt failed", exc_info=problem)

    def _on_changed(self) -> None:
        if self.tab.session.parts is not self._parts:
            self.stir()

    def _on_stirred(self) -> None:
        self._stale = True
        if self._shown:
            self.stir()
        elif not self._unseen.isActive() and not self._gone:
            self._unseen.start()

    def _on_unseen(self) -> None:
        if not self.looking.closed:
            self._look()

    def _on_left(self, run: Run) -> None:
        session = self.tab.session
        at = session.find(run.slice_id)
        above = session.parts[:at]
        self._sent = tuple(part for part in above if isinstance(part, Slice))
        self.stir()


def _not_kept(problem: BaseException) -> None:
    # what is not known here is only guessed with less certainty
    log.warning("what was learned about tokens could not be kept: %s", problem)
