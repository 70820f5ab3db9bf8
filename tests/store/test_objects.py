import hashlib
import os
from pathlib import Path

import pytest

from tests.support.disk import no_file_beyond
from vibekoder.core.errors import StoreError
from vibekoder.store import atomic
from vibekoder.store.objects import Objects


@pytest.fixture
def objects(tmp_path: Path) -> Objects:
    return Objects(tmp_path / "sessions" / ".objects")


def test_what_is_kept_comes_back(objects: Objects) -> None:
    name = objects.put(b"text\0\xff")

    assert name == hashlib.sha256(b"text\0\xff").hexdigest()
    assert objects.get(name) == b"text\0\xff"


def test_an_object_is_named_by_what_it_holds(objects: Objects) -> None:
    name = objects.put(b"text")

    assert (objects.folder / name[:2] / name[2:]).read_bytes() == b"text"


def test_the_same_bytes_are_written_once(objects: Objects) -> None:
    name = objects.put(b"text")
    before = objects.path(name).stat()

    assert objects.put(b"text") == name
    assert objects.path(name).stat().st_ino == before.st_ino


def test_an_object_that_is_kept_again_is_young_again(objects: Objects) -> None:
    name = objects.put(b"text")
    os.utime(objects.path(name), (1, 1))

    objects.put(b"text")

    assert objects.path(name).stat().st_mtime > 1000
    assert not objects.drop(name, 1000)
    assert objects.get(name) == b"text"


def test_an_old_object_can_be_dropped(objects: Objects) -> None:
    name = objects.put(b"text")
    os.utime(objects.path(name), (1, 1))

    assert objects.drop(name, 1000)
    assert objects.names() == []
    assert objects.put(b"text") == name


def test_an_object_that_goes_while_it_is_kept_is_written_again(
    objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = objects.put(b"text")
    read = atomic.read_if_there

    def and_drop(path: Path) -> bytes | None:
        data = read(path)
        os.utime(path, (1, 1))
        objects.drop(name, 1000)
        return data

    monkeypatch.setattr(atomic, "read_if_there", and_drop)
    assert objects.put(b"text") == name
    monkeypatch.undo()
    assert objects.get(name) == b"text"


def test_what_a_killed_sweep_has_put_aside_comes_back(objects: Objects) -> None:
    name, other = objects.put(b"text"), objects.put(b"other")
    path = objects.path(name)
    path.rename(path.with_name(f"{path.name}.swept"))

    assert objects.names() == sorted([name, other])
    assert objects.get(name) == b"text"


def test_a_changed_object_is_missing(objects: Objects) -> None:
    name = objects.put(b"text")
    (objects.folder / name[:2] / name[2:]).write_bytes(b"other")

    with pytest.raises(StoreError, match="missing") as caught:
        objects.get(name)

    assert "changed" in caught.value.hint


def test_a_changed_object_is_made_good_when_it_is_kept_again(objects: Objects) -> None:
    name = objects.put(b"text")
    (objects.folder / name[:2] / name[2:]).write_bytes(b"other")

    objects.put(b"text")

    assert objects.get(name) == b"text"


@pytest.mark.parametrize("name", ["0" * 64, "abc", "", "../" + "a" * 61, "A" * 64])
def test_what_was_never_kept_is_missing(objects: Objects, name: str) -> None:
    objects.put(b"text")

    with pytest.raises(StoreError, match="missing"):
        objects.get(name)


def test_a_pin_finds_its_object_by_the_first_digits(objects: Objects) -> None:
    name = objects.put(b"text")
    objects.put(b"other")

    assert objects.find(name[:12]) == [name]
    assert objects.find(name) == [name]


@pytest.mark.parametrize("prefix", ["", "a", "..", "*", "ab*", "zz"])
def test_what_is_no_beginning_of_a_name_finds_nothing(objects: Objects, prefix: str) -> None:
    objects.put(b"text")

    assert objects.find(prefix) == []


def test_an_ambiguous_beginning_names_all_candidates(objects: Objects) -> None:
    name = objects.put(b"text")
    twin = name[:20] + ("0" if name[20] != "0" else "1") + name[21:]
    (objects.folder / twin[:2] / twin[2:]).write_bytes(b"text")
    (objects.folder / name[:2] / ".vk-stray.tmp").write_bytes(b"")
    (objects.folder / name[:2] / (name[2:] + ".bak")).write_bytes(b"")

    assert objects.find(name[:12]) == sorted([name, twin])
    assert objects.short(name) == name[:21]


def test_a_short_name_has_twelve_digits(objects: Objects) -> None:
    name = objects.put(b"text")

    assert objects.short(name) == name[:12]


def test_a_full_disk_is_an_error_and_leaves_no_object(objects: Objects) -> None:
    data = b"x" * 1000

    with no_file_beyond(100), pytest.raises(StoreError):
        objects.put(data)

    assert objects.find(hashlib.sha256(data).hexdigest()) == []


def test_a_place_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "sessions").write_text("in the way")

    with pytest.raises(StoreError):
        Objects(tmp_path / "sessions" / ".objects").put(b"text")
