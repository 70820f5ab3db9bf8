"""Connections: keys, lists of models and tests of a project's backends, never in the window's way.

Everything answers later, in the window's thread; what may wait for a keyring or a disk is done in
a thread of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from PySide6.QtCore import QObject

from vibekoder.app.backends import Backends
from vibekoder.app.run import Errand, Failed, Outcome
from vibekoder.app.writer import Writer
from vibekoder.core import hosts, settings
from vibekoder.core.errors import Code, Failure, VibeKoderError
from vibekoder.core.messages import Message, Role
from vibekoder.core.models import ModelFacts
from vibekoder.core.providers import PROVIDERS
from vibekoder.store.key_rules import Rule
from vibekoder.store.projects import BackendEntry, Project
from vibekoder.store.secrets import Keys, Lookup, refusal

log = logging.getLogger(__name__)

Models: TypeAlias = Callable[[Sequence[ModelFacts] | Failure], None]
Failing: TypeAlias = Callable[[VibeKoderError], None]

QUESTION = "Answer with one word: ready"


class Connections(QObject):
    """What can be asked of backends and their keys outside of a session."""

    def __init__(self, backends: Backends, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backends = backends
        self._writer = Writer("keys", self)

    @property
    def keys(self) -> Keys:
        """The keys of this user."""
        return self._backends.keys

    def close(self) -> None:
        """Answer no more. What still waits for a keyring is let be."""
        self._writer.close(wait=False)

    def look(self, entry: BackendEntry, answer: Callable[[Lookup], None]) -> None:
        """Look for the entry's key."""
        self._do(lambda: self.keys.look(entry), answer, self._unlooked)

    def rule(
        self, entry: BackendEntry, answer: Callable[[Rule | None], None], failed: Failing
    ) -> None:
        """How this machine finds the key for the entry's address."""
        origin = hosts.origin(entry.base_url)
        self._do(lambda: self.keys.rules.of(origin), answer, failed)

    def put_rule(
        self, entry: BackendEntry, rule: Rule, done: Callable[[], None], failed: Failing
    ) -> None:
        """Let this machine find the key for the entry's address so from now on."""
        origin = hosts.origin(entry.base_url)

        def put() -> None:
            self.keys.rules.put(origin, rule)
            self.keys.drop(entry)

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
        self._do(lambda: self.keys.give(entry, key, keep=keep), lambda _: done(), failed)

    def refused(self, entry: BackendEntry, failed: Failed) -> Failed:
        """The server has refused the key: look for it anew next time, and say where it was from."""
        self.keys.forget(entry)
        known = self.keys.known(entry)
        if known is None or not known.where:
            return failed
        return replace(failed, hint=f"{failed.hint} The key came from {known.where}.".strip())

    def models(self, entry: BackendEntry, project: Project, answer: Models) -> None:
        """Ask the server for its models."""

        def looked(found: Lookup) -> None:
            problem = refusal(entry, found)
            if problem is not None:
                answer(Failure(Code.NO_KEY, problem.sentence, problem.hint))
                return
            self._backends.get(entry, project).list_models(answer)

        self.look(entry, looked)

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
        model = entry.model or project.values[settings.MODEL] or PROVIDERS[entry.kind].model
        trial = _Trial(self)

        def looked(found: Lookup) -> None:
            if trial.over:
                answer(Outcome(failed=Failed("stopped", "Stopped")))
                return
            problem = refusal(entry, found)
            if problem is not None:
                failed = Failed(problem.code or Code.NO_KEY, problem.sentence, problem.hint)
                answer(Outcome(failed=failed))
                return
            backend = self._backends.get(entry, project)
            said = [Message(Role.USER, QUESTION)]
            errand = Errand(backend, said, {**params, "model": model}, request_id, parent=trial)
            errand.told.connect(told)
            errand.ended.connect(answer)
            errand.ended.connect(trial.deleteLater)
            trial.errand = errand
            errand.start()

        self.look(entry, looked)
        return trial.stop

    @staticmethod
    def _unlooked(problem: VibeKoderError) -> None:
        log.error("%s", problem.sentence)

    def _do(self, job: Callable[[], Any], done: Callable[[Any], None], failed: Failing) -> None:
        def problem(error: BaseException) -> None:
            if not isinstance(error, VibeKoderError):
                # its words are another program's and may hold anything
                log.error("asking for a key failed: %s", type(error).__name__)
                error = VibeKoderError("The key could not be looked for.")
            failed(error)

        self._writer.submit(job, done, problem)


class _Trial(QObject):
    """A test from the wish to its end."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.over = False
        self.errand: Errand | None = None

    def stop(self) -> None:
        self.over = True
        if self.errand is not None:
            self.errand.stop()
