import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.support.disk import no_file_beyond
from vibekoder.core import events
from vibekoder.core.errors import StoreError
from vibekoder.store.journal import (
    Journal,
    claim,
    everywhere,
    first_of,
    is_free,
    journal_folder,
    journal_path,
    read,
)
from vibekoder.store.paths import State

FIRST = {"session": "/home/ada/p/sessions/001.md", "slice": "abcdef", "after": "bcdefg"}

OWNER = """
import sys
from pathlib import Path
from vibekoder.core import events
from vibekoder.store.journal import Journal
journal = Journal.create(Path(sys.argv[1]), {"slice": "abcdef"})
journal.append([events.delta("shown")])
print("shown", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return journal_path(State(tmp_path / "state"), tmp_path / "001.md", "request-1")


def texts(path: Path) -> list[str]:
    return [event.data["content"] for event in read(path).events]


def test_a_journal_is_in_the_folder_of_its_session(tmp_path: Path) -> None:
    state = State(tmp_path / "state")

    path = journal_path(state, tmp_path / "001.md", "request-1")

    assert path.name == "request-1.jsonl"
    assert path.parent == journal_folder(state, tmp_path / "001.md")
    assert path.parent.parent == state.journals
    assert len(path.parent.name) == 16


def test_the_first_line_is_there_when_the_journal_is(path: Path) -> None:
    journal = Journal.create(path, FIRST)

    record = read(path)
    journal.close()

    assert record.first == FIRST
    assert record.events == ()
    assert record.skipped == 0
    assert record.request_id == "request-1"


def test_a_journal_is_for_its_user_alone(path: Path) -> None:
    Journal.create(path, FIRST).close()

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_batch_is_one_write_with_one_line_per_event(path: Path) -> None:
    written: list[bytes] = []

    def watch(descriptor: int, data: bytes | memoryview) -> int:
        written.append(bytes(data))
        return os.write(descriptor, data)

    journal = Journal.create(path, FIRST, writer=watch)
    size = journal.append([events.delta("a\nb"), events.step("reasoning", "мм")])
    nothing = journal.append([])
    journal.close()

    assert len(written) == 2
    assert size == len(written[1])
    assert nothing == 0
    assert [json.loads(line) for line in written[1].splitlines()] == [
        {"event": "thread.message.delta", "data": {"content": "a\nb"}},
        {"event": "thread.run.step.in_progress", "data": {"step": "reasoning", "details": "мм"}},
    ]


def test_what_was_appended_is_read_in_order(path: Path) -> None:
    journal = Journal.create(path, FIRST)
    for text in ("one", "two", "three \u2028 \ud800"):
        journal.append([events.delta(text)])
    journal.sync()
    journal.close()

    assert texts(path) == ["one", "two", "three \u2028 \ud800"]


def test_two_requests_of_one_id_are_refused(path: Path) -> None:
    journal = Journal.create(path, FIRST)

    with pytest.raises(StoreError, match="exists"):
        Journal.create(path, FIRST)

    assert read(path).first == FIRST
    journal.close()


def test_a_journal_that_cannot_begin_is_not_there(path: Path) -> None:
    with no_file_beyond(10), pytest.raises(StoreError):
        Journal.create(path, FIRST)

    assert not path.exists()
    assert not path.parent.exists()


def test_a_journal_without_a_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "journals").write_text("in the way")

    with pytest.raises(StoreError):
        Journal.create(tmp_path / "journals" / "a" / "b.jsonl", FIRST)


def test_a_name_that_is_no_file_is_an_error(path: Path) -> None:
    with pytest.raises(StoreError):
        Journal.create(path.with_name("x" * 300), FIRST)


def test_a_short_write_is_undone_and_nothing_of_the_batch_stays(path: Path) -> None:
    journal = Journal.create(path, FIRST)
    journal.append([events.delta("before")])
    size = path.stat().st_size

    with no_file_beyond(size + 20), pytest.raises(StoreError) as caught:
        journal.append([events.delta("x" * 100)])

    assert caught.value.path == path
    assert path.stat().st_size == size
    journal.append([events.delta("x" * 100)])
    journal.close()
    assert texts(path) == ["before", "x" * 100]


def test_a_refused_write_changes_nothing(path: Path) -> None:
    journal = Journal.create(path, FIRST)
    size = path.stat().st_size

    with no_file_beyond(size), pytest.raises(StoreError):
        journal.append([events.delta("x")])

    assert path.stat().st_size == size
    journal.append([events.delta("x")])
    journal.close()
    assert texts(path) == ["x"]


def test_what_cannot_be_undone_is_ended_before_the_retry(tmp_path: Path) -> None:
    """A pipe is the one kind of file that the system never cuts back."""
    reading, writing = os.pipe()
    refusals = [5]

    def short(descriptor: int, data: bytes | memoryview) -> int:
        return os.write(descriptor, data[: refusals.pop()] if refusals else data)

    journal = Journal(tmp_path / "j.jsonl", writing, 0, False, short)
    with pytest.raises(StoreError):
        journal.append([events.delta("one")])
    journal.append([events.delta("one")])
    journal.append([events.delta("two")])
    journal.close()

    (tmp_path / "j.jsonl").write_bytes(os.read(reading, 10_000))
    os.close(reading)
    assert texts(tmp_path / "j.jsonl") == ["one", "two"]
    assert read(tmp_path / "j.jsonl").skipped == 1


def test_a_sync_that_failed_is_never_asked_again(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    journal = Journal(tmp_path / "j.jsonl", writing, 0, False, os.write)

    for _ in range(2):
        with pytest.raises(StoreError, match="Invalid argument"):
            journal.sync()

    journal.close()
    with pytest.raises(StoreError):
        journal.sync()
    os.close(reading)


def test_a_sync_from_another_thread_survives_the_end(path: Path) -> None:
    journal = Journal.create(path, FIRST)
    problems: list[StoreError] = []
    enough = threading.Event()

    def sync() -> None:
        try:
            while not enough.is_set():
                journal.sync()
        except StoreError as problem:
            problems.append(problem)

    thread = threading.Thread(target=sync)
    thread.start()
    for number in range(200):
        journal.append([events.delta(str(number))])
    journal.remove()
    journal.sync()
    enough.set()
    thread.join()

    assert problems == []
    assert not path.exists()


def test_lines_that_do_not_parse_are_skipped_and_counted(path: Path) -> None:
    path.parent.mkdir(parents=True)
    good = b'{"event":"thread.message.delta","data":{"content":"good"}}'
    path.write_bytes(
        b"\n".join(
            [
                json.dumps(FIRST).encode(),
                b'{"event": "thread.message.del',
                good,
                b"",
                b"[1]",
                b'{"event":1,"data":{}}',
                b'{"event":"error","data":null}',
                b"\xff\xfe",
                good,
                b'{"event":"thread.message.delta","data":{"con',
            ]
        )
    )

    record = read(path)

    assert record.first == FIRST
    assert texts(path) == ["good", "good"]
    assert record.skipped == 6


def test_without_a_first_line_the_events_are_kept(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b'{"sess\n{"event":"thread.message.delta","data":{"content":"good"}}\n')

    record = read(path)

    assert record.first == {}
    assert record.skipped == 1
    assert len(record.events) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"slice": "abcdef"}\n{"event": "thr', {"slice": "abcdef"}),
        (b'{"slice": "abcdef"}', {"slice": "abcdef"}),
        (b'{"sli', {}),
        (b'{"event":"thread.message.delta","data":{"content":"x"}}\n', {}),
        (b"", {}),
    ],
)
def test_whose_a_journal_is_can_be_read_alone(
    path: Path, content: bytes, said: dict[str, str]
) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)

    assert first_of(path) == read(path).first == said


def test_an_empty_journal_says_nothing(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.touch()

    assert read(path).first == {}
    assert read(path).skipped == 0


def test_a_journal_that_is_gone_cannot_be_read(path: Path) -> None:
    with pytest.raises(StoreError, match="No such file"):
        read(path)


def test_while_the_owner_lives_nobody_else_gets_the_journal(path: Path) -> None:
    journal = Journal.create(path, FIRST)

    assert not is_free(path)
    assert claim(path) is None

    journal.close()
    journal.close()
    assert is_free(path)


def test_a_killed_programs_journal_can_be_claimed_and_holds_what_was_shown(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"shown\n"
        assert not is_free(path)
        assert texts(path) == ["shown"]
        owner.kill()
        owner.wait()

        taken = claim(path)

    assert taken is not None
    assert claim(path) is None
    assert taken.record == read(path)
    assert texts(path) == ["shown"]
    taken.journal.remove()
    assert not path.exists()


def test_a_claimed_journal_with_a_torn_end_goes_on_with_whole_lines(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(json.dumps(FIRST).encode() + b'\n{"event": "thread.mess')

    taken = claim(path)
    assert taken is not None
    taken.journal.append([events.delta("more")])
    taken.journal.close()

    assert texts(path) == ["more"]
    assert read(path).skipped == 0


def test_a_journal_that_is_gone_is_neither_free_nor_claimed(path: Path) -> None:
    assert not is_free(path)
    assert claim(path) is None


def test_what_is_no_journal_is_an_error(path: Path) -> None:
    path.mkdir(parents=True)

    for take in (first_of, claim):
        with pytest.raises(StoreError):
            take(path)
    with pytest.raises(StoreError):
        is_free(path.with_name("x" * 300))


def test_a_journal_that_recovery_takes_for_an_empty_one_is_made_again(path: Path) -> None:
    accidents = [path.unlink, path.parent.rmdir]

    def unlucky(name: Path, flags: int, mode: int) -> int:
        if len(accidents) == 2:
            accidents.pop()()
        descriptor = os.open(name, flags, mode)
        if accidents:
            accidents.pop()()
        return descriptor

    journal = Journal.create(path, FIRST, opener=unlucky)

    assert read(path).first == FIRST
    assert not is_free(path)
    journal.close()


def test_a_journal_that_is_always_taken_away_is_an_error(path: Path) -> None:
    def hopeless(name: Path, flags: int, mode: int) -> int:
        descriptor = os.open(name, flags, mode)
        path.unlink()
        return descriptor

    with pytest.raises(StoreError, match="another program"):
        Journal.create(path, FIRST, opener=hopeless)


def test_removing_leaves_no_stray_files(path: Path, tmp_path: Path) -> None:
    Journal.create(path, FIRST).remove()

    assert list((tmp_path / "state" / "journals").iterdir()) == []


def test_removing_one_journal_leaves_the_others_of_its_session(path: Path) -> None:
    other = Journal.create(path.with_name("request-2.jsonl"), FIRST)

    Journal.create(path, FIRST).remove()

    assert other.path.exists()
    other.close()


def test_a_journal_that_cannot_be_removed_is_closed_and_stays(path: Path) -> None:
    journal = Journal.create(path, FIRST)
    path.unlink()
    path.mkdir()

    with pytest.raises(StoreError):
        journal.remove()

    assert path.exists()
    assert is_free(path)


def test_all_journals_of_a_person_are_found(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    paths = [
        journal_path(state, tmp_path / name, request)
        for name, request in (("001.md", "b"), ("001.md", "a"), ("002.md", "c"))
    ]
    for path in paths:
        Journal.create(path, FIRST).close()

    assert everywhere(state) == sorted(paths)


def test_nothing_is_found_where_nothing_ever_ran(tmp_path: Path) -> None:
    assert everywhere(State(tmp_path / "none")) == []
