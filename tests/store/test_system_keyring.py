"""The system's keyring: used when it answers, told when it does not, never waited for longer."""

from __future__ import annotations

import threading

import pytest

from vibekoder.store.system_keyring import SERVICE, Backend, KeyringFailed, SystemKeyring

HOUSE = "https://house.example"
KEY = "sk-test-0123456789abcdef"


class Memory:
    """A keyring that works."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service_name: str, username: str) -> str | None:
        return self.kept.get((service_name, username))

    def set_password(self, service_name: str, username: str, password: str) -> None:
        self.kept[service_name, username] = password

    def delete_password(self, service_name: str, username: str) -> None:
        del self.kept[service_name, username]


class Off(Memory):
    """One that is switched off."""

    def set_password(self, service_name: str, username: str, password: str) -> None:
        """Keeps nothing and says nothing."""


class Hanging(Memory):
    """One that waits for its password."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()
        self.asked = 0

    def get_password(self, service_name: str, username: str) -> str | None:
        self.asked += 1
        self.open.wait(10)
        return KEY


def test_a_key_is_kept_under_the_name_of_its_server() -> None:
    memory = Memory()
    ring = SystemKeyring(lambda: memory)
    assert ring.get(HOUSE) is None
    ring.put(HOUSE, KEY)
    assert (ring.get(HOUSE), ring.get("https://other.example")) == (KEY, None)
    assert memory.kept == {(SERVICE, HOUSE): KEY}


def test_a_key_is_forgotten_once_and_again() -> None:
    ring = SystemKeyring(Memory)
    ring.remove(HOUSE)
    memory = Memory()
    kept = SystemKeyring(lambda: memory)
    kept.put(HOUSE, KEY)
    kept.remove(HOUSE)
    assert memory.kept == {}


def test_a_keyring_that_keeps_nothing_is_not_believed() -> None:
    with pytest.raises(KeyringFailed, match="did not keep"):
        SystemKeyring(Off).put(HOUSE, KEY)


def test_a_keyring_that_fails_is_named_without_its_own_words() -> None:
    def broken() -> Backend:
        raise RuntimeError(f"no bus for {KEY}")

    with pytest.raises(KeyringFailed) as caught:
        SystemKeyring(broken).get(HOUSE)
    assert caught.value.sentence == "The system keyring cannot be used (RuntimeError)."
    assert caught.value.__cause__ is None


def test_a_keyring_that_hangs_is_told_and_not_asked_twice_at_once() -> None:
    hanging = Hanging()
    ring = SystemKeyring(lambda: hanging, limit=0.01)
    for _ in range(2):
        with pytest.raises(KeyringFailed, match=r"did not answer within 0\.01 seconds"):
            ring.get(HOUSE)
    assert hanging.asked == 1
    hanging.open.set()


def test_a_keyring_that_was_unlocked_is_asked_again() -> None:
    hanging = Hanging()
    ring = SystemKeyring(lambda: hanging, limit=0.05)
    with pytest.raises(KeyringFailed):
        ring.get(HOUSE)
    hanging.open.set()
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join(5)
    assert ring.get(HOUSE) == KEY
