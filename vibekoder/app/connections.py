"""Connections: keys, lists of models and tests of a project's backends, never in the window's way.

Everything answers later, in the window's thread; what may wait for a keyring or a disk is done in
a thread of its own.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

from PySide6.QtCore import QObject

from vibekoder.app.backends import Backends, no_model
from vibekoder.app.ends import Failed
from vibekoder.app.errand import Errand, Outcome
from vibekoder.app.tongue import tr
from vibekoder.app.writer import Writer
from vibekoder.core import hosts
from vibekoder.core.errors import Code, Failure, VibeKoderError
from vibekoder.core.messages import Message, Role
from vibekoder.core.models import ModelFacts
from vibekoder.store.key_rules import Rule
from vibekoder.store.projects import BackendEntry, Project
from vibekoder.store.secrets import Keys, Lookup, refusal

log = logging.getLogger(__name__)

Models: TypeAlias = Callable[[Sequence[ModelFacts] | Failure], None]
Failing: TypeAlias = Callable[[VibeKoderError], None]

QUESTION = "Answer with one word: ready"


class Connections(QObject):
    """What can be asked of backends and their keys outside of a session.

    No job holds an object of Qt: one that hangs in a keyring outlives them all.

    ``places`` are the kinds of servers that may run on this computer, and where.
    """

    def __init__(
        self,
        backends: Backends,
        wall: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._backends = backends
        self._wall = wall
        self._writer = Writer("keys", self)
        self.places = tuple(
            (one, one.base_url.replace("localhost", "127.0.0.1"))
            for one in backends.kinds
            if one.local
        )

    @property
    def keys(self) -> Keys:
        """The keys of this user."""
        return self._backends.keys

    def close(self) -> None:
        """Answer no more. What still waits for a keyring is let be."""
        self._writer.close(wait=False)

    def origin(self, entry: BackendEntry) -> str:
        """To whom the entry's key would go; empty where its address names nobody."""
        return hosts.origin(self._backends.placed(entry).base_url)

    def known(self, entry: BackendEntry) -> Lookup:
        """What the last look has brought, without waiting."""
        return self.keys.known(self._backends.placed(entry)) or Lookup()

    def look(self, entry: BackendEntry, answer: Callable[[Lookup], None]) -> None:
        """Look for the entry's key; one that could not be looked for is none, with the reason."""
        placed, keys = self._backends.placed(entry), self.keys

        def unlooked(problem: VibeKoderError) -> None:
            answer(Lookup(needed=True, problem=problem))

        self._do(lambda: keys.look(placed), answer, unlooked)

    def rule(
        self, entry: BackendEntry, answer: Callable[[Rule | None], None], failed: Failing
    ) -> None:
        """How this machine finds the key for the entry's address."""
        origin, keys = self.origin(entry), self.keys
        self._do(lambda: keys.rules.of(origin), answer, failed)

    def put_rule(
        self, entry: BackendEntry, rule: Rule, done: Callable[[], None], failed: Failing
    ) -> None:
        """Let this machine find the key for the entry's address so from now on."""
        placed, keys = self._backends.placed(entry), self.keys

        def put() -> None:
            keys.rules.put(hosts.origin(placed.base_url), rule)
            keys.drop(placed)

        self._do(put, lambda _: done(), failed)

    def give(
        self,
        entry: BackendEntry,
        key: str,
        *,
        keep: bool,
        done: Callable[[], None],
        failed: Failing,
    ) -> None:
        """Use this key for the entry's address; ``keep`` puts it into the system's keyring."""
        placed, keys = self._backends.placed(entry), self.keys
        self._do(lambda: keys.give(placed, key, keep=keep), lambda _: done(), failed)

    def refused(self, entry: BackendEntry, failed: Failed) -> Failed:
        """The server has refused the key: look for it anew next time, and say where it was from."""
        placed = self._backends.placed(entry)
        self.keys.forget(placed)
        known = self.known(entry)
        if not known.where:
            return failed
        origin = tr("The key came from {place}.").format(place=known.where)
        return replace(failed, hint=f"{failed.hint} {origin}".strip())

    def models(self, entry: BackendEntry, project: Project, answer: Models) -> None:
        """Ask the server for its models; what it tells is remembered."""
        base_url = self._backends.placed(entry).base_url

        def listed(told: Sequence[ModelFacts] | Failure) -> None:
            if told and not isinstance(told, Failure):
                self._keep(base_url, told)
            answer(told)

        def looked(found: Lookup) -> None:
            problem = refusal(entry, found)
            if problem is not None:
                answer(Failure(Code.NO_KEY, problem.sentence, problem.hint))
                return
            self._backends.get(entry, project).list_models(listed)

        self.look(entry, looked)

    def find(self, project: Project, found: Callable[[BackendEntry, int], None]) -> None:
        """Look for servers on this computer; ``found`` is called for each, with its models' count.

        Each is asked for its models at its usual port, and for nothing else; what it tells is
        remembered.
        """
        for provider, base_url in self.places:
            entry = BackendEntry(
                f"here-{provider.name}", provider.name, provider.title, base_url=base_url
            )
            tell = partial(self._tell_found, found, entry)
            self._backends.get(entry, project).list_models(tell)

    def test(
        self,
        entry: BackendEntry,
        project: Project,
        request_id: str,
        answer: Callable[[Outcome], None],
        told: Callable[[str], None],
    ) -> Callable[[], None]:
        """Send a real small request as a session would; what is returned stops it."""
        params = {**project.params, **entry.params}
        params = {name: value for name, value in params.items() if value is not None}
        model = self._backends.model(entry, project.values)
        trial = _Trial(answer, self)

        def looked(found: Lookup) -> None:
            if trial.over:
                return
            problem = refusal(entry, found) or no_model(entry, model)
            if problem is not None:
                failed = Failed(problem.code or "refused", problem.sentence, problem.hint)
                trial.end(Outcome(failed=failed))
                return
            backend = self._backends.get(entry, project)
            said = [Message(Role.USER, QUESTION)]
            errand = Errand(backend, said, {**params, "model": model}, request_id, parent=trial)
            errand.told.connect(told)
            errand.ended.connect(trial.end)
            trial.errand = errand
            errand.start()

        self.look(entry, looked)
        return trial.stop

    def _tell_found(
        self,
        found: Callable[[BackendEntry, int], None],
        entry: BackendEntry,
        told: Sequence[ModelFacts] | Failure,
    ) -> None:
        # what answers with no list is another program on that port
        if told and not isinstance(told, Failure):
            self._keep(entry.base_url, told)
            found(replace(entry, model=told[0].name), len(told))

    def _keep(self, base_url: str, models: Sequence[ModelFacts]) -> None:
        when, catalog = self._wall(), self._backends.catalog
        self._do(lambda: catalog.keep(base_url, models, when), lambda _: None, _unkept)

    def _do(self, job: Callable[[], Any], done: Callable[[Any], None], failed: Failing) -> None:
        def problem(error: BaseException) -> None:
            if not isinstance(error, VibeKoderError):
                # its words are another program's and may hold anything
                log.error("asking for a key failed: %s", type(error).__name__)
                error = VibeKoderError(tr("The key could not be looked for."))
            failed(error)

        self._writer.submit(job, done, problem)


def _unkept(problem: VibeKoderError) -> None:
    log.warning("a list of models is not remembered: %s", problem.sentence)


class _Trial(QObject):
    """A test from the wish to its end, which is told once."""

    def __init__(self, answer: Callable[[Outcome], None], parent: QObject) -> None:
        super().__init__(parent)
        self.over = False
        self.errand: Errand | None = None
        self._answer = answer

    def stop(self) -> None:
        if self.errand is not None:
            self.errand.stop()
        else:
            # who waits for a keyring waits no longer
            self.end(Outcome(failed=Failed("stopped", tr("Stopped"))))

    def end(self, outcome: Outcome) -> None:
        if not self.over:
            self.over = True
            self._answer(outcome)
            self.deleteLater()
