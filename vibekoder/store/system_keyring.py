"""The system's store of keys: asked in a thread of its own, because it may never answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from typing import Any, Protocol, TypeVar

from vibekoder.core.errors import VibeKoderError

T = TypeVar("T")

SERVICE = "VibeKoder"
LIMIT = 15.0
"""Seconds: a person may have to unlock it."""


class KeyringFailed(VibeKoderError):
    """The keyring gave no answer, or will not keep a key."""


class Backend(Protocol):
    """What is used of the ``keyring`` library."""

    def get_password(self, service_name: str, username: str) -> str | None:
        """The secret of that name."""
        ...

    def set_password(self, service_name: str, username: str, password: str) -> None:
        """Keep one."""
        ...

    def delete_password(self, service_name: str, username: str) -> None:
        """Forget one."""
        ...


class SystemKeyring:
    """Keys by origin. Every method may wait up to ``limit`` seconds: never in the window's thread.

    ``load`` imports the library, which is slow, and is called in the thread that asks. A keyring
    that hangs is not asked again until it has answered.
    """

    def __init__(self, load: Callable[[], Backend], limit: float = LIMIT) -> None:
        self._load = load
        self._limit = limit
        self._hanging: Future[Any] | None = None

    def get(self, origin: str) -> str | None:
        """The key kept for an origin, None if there is none; KeyringFailed says why not."""
        return self._ask(lambda one: one.get_password(SERVICE, origin))

    def put(self, origin: str, key: str) -> None:
        """Keep a key; KeyringFailed if the system refuses, or keeps nothing."""

        def keep(one: Backend) -> str | None:
            one.set_password(SERVICE, origin, key)
            return one.get_password(SERVICE, origin)

        # a keyring that is switched off takes everything and keeps nothing
        if self._ask(keep) != key:
            raise KeyringFailed(
                "The system keyring did not keep the key.",
                "Use it for this run, or set its environment variable.",
            )

    def remove(self, origin: str) -> None:
        """Forget the key for an origin; KeyringFailed if the system refuses."""

        def forget(one: Backend) -> None:
            if one.get_password(SERVICE, origin) is not None:
                one.delete_password(SERVICE, origin)

        self._ask(forget)

    def _ask(self, question: Callable[[Backend], T]) -> T:
        if self._hanging is not None and not self._hanging.done():
            raise self._late()
        answer: Future[T] = Future()

        def work() -> None:
            try:
                answer.set_result(question(self._load()))
            except Exception as error:  # noqa: BLE001 - each system's keyring has errors of its own
                answer.set_exception(error)

        # not a pool's thread: at exit Python waits for those, and this one may hang
        threading.Thread(target=work, name="keyring", daemon=True).start()
        try:
            problem = answer.exception(self._limit)
        except Late as error:
            self._hanging = answer
            raise self._late() from error
        if problem is not None:
            # the kind alone: its words are another program's and may hold anything
            raise KeyringFailed(
                f"The system keyring cannot be used ({type(problem).__name__}).",
                "Unlock it, or set the key's environment variable.",
            )
        return answer.result()

    def _late(self) -> KeyringFailed:
        return KeyringFailed(
            f"The system keyring did not answer within {self._limit:g} seconds.",
            "It may wait for its password: unlock it, then send again.",
        )
