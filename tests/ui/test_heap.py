"""Memory that was freed goes back to the system."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from vibekoder.ui import heap

SCRIPT = """
import sys
from pathlib import Path
from vibekoder.ui.heap import give_back

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

if sys.argv[1] == "gives":
    give_back()
# the largest block that was ever freed moves glibc's threshold
del (large := [bytearray(8 << 20)])[:]
before, kept = held(), []
for _ in range(64):
    block = bytearray(1 << 20)
    kept.append((block, bytearray(4096)))
kept = [small for _, small in kept]
del block
print(held() - before)
"""


def growth(how: str) -> int:
    words = [sys.executable, "-c", SCRIPT, how]
    return int(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="of glibc alone")
def test_large_blocks_between_small_ones_go_back_when_they_are_freed() -> None:
    assert growth("gives") < 8 << 20
    assert growth("keeps") > 32 << 20


def test_another_system_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heap.sys, "platform", "darwin")
    monkeypatch.setattr(heap.ctypes, "CDLL", lambda _: pytest.fail("nothing is to be loaded"))
    heap.give_back()


def test_another_c_library_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heap.sys, "platform", "linux")
    monkeypatch.setattr(heap.ctypes, "CDLL", lambda _: object())
    heap.give_back()
