from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from vibekoder.core import settings
from vibekoder.core.errors import FormatError, SessionChanged
from vibekoder.store.toml_file import Renamed, change, read, setting_edits, table_edits

TEXT = """\
# mine
name = "Demo"   # shown

[params]
temperature = 0.20 # calm
stop = [
  "a", # first
]

[backends.local] # on this desk
base_url = "http://localhost:1/v1"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "vibekoder.toml"
    path.write_text(TEXT)
    return path


def test_a_file_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "none.toml") == {}


def test_tables_are_read(path: Path) -> None:
    assert read(path)["params"] == {"temperature": 0.2, "stop": ["a"]}


def test_a_change_touches_its_own_line_only(path: Path) -> None:
    change(path, {("name",): "Other"})

    assert path.read_text() == TEXT.replace('"Demo"', '"Other"')


def test_what_stays_the_same_stays_as_it_is_written(path: Path) -> None:
    change(path, {("params", "temperature"): 0.2, ("params", "stop"): ["a"], ("name",): "Demo"})

    assert path.read_text() == TEXT


def test_true_is_not_one(path: Path) -> None:
    change(path, {("params", "seed"): 1})
    change(path, {("params", "seed"): True})

    assert read(path)["params"]["seed"] is True


def test_a_key_is_taken_out(path: Path) -> None:
    change(path, {("params", "stop"): None, ("params", "none"): None, ("no", "table"): None})

    assert read(path)["params"] == {"temperature": 0.2}
    assert "no" not in read(path)
    assert "# calm" in path.read_text()


def test_new_tables_and_keys_find_their_place(path: Path) -> None:
    change(path, {("id",): "x", ("sessions", "folder"): "s", ("backends", "b", "kind"): "openai"})

    assert read(path)["id"] == "x"
    assert read(path)["sessions"] == {"folder": "s"}
    assert read(path)["backends"]["b"] == {"kind": "openai"}
    assert set(TEXT.splitlines()) <= set(path.read_text().splitlines())


def test_a_word_where_a_table_must_be_gives_way(path: Path) -> None:
    change(path, {("name", "first"): "x"})

    assert read(path)["name"] == {"first": "x"}


def test_maps_inside_a_table_stay_in_it(path: Path) -> None:
    bias = {"1": -5, "in": {"n": [1]}}

    change(path, {("params", "logit_bias"): bias, ("params", "user"): "u"})

    assert read(path)["params"]["logit_bias"] == bias
    assert read(path)["params"]["user"] == "u"


def test_a_renamed_table_keeps_its_comments(path: Path) -> None:
    change(path, {("backends", "desk"): Renamed("local"), ("backends", "b"): Renamed("none")})

    assert list(read(path)["backends"]) == ["desk"]
    assert "# on this desk" in path.read_text()


def test_a_missing_key_is_set_only_where_there_is_none(path: Path) -> None:
    change(path, {}, {("name",): "Other", ("id",): "x"})

    assert read(path)["name"] == "Demo"
    assert read(path)["id"] == "x"


def test_windows_line_ends_and_mark_stay(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())

    change(path, {("model",): "m"})

    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf# mine\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert read(path)["model"] == "m"


@pytest.mark.parametrize(
    ("data", "where"), [(b'a = 1\nname = "x\n', "line 2"), (b"a = '\xff'", "position 5")]
)
def test_what_is_no_toml_is_said_with_its_place_and_stays(
    path: Path, data: bytes, where: str
) -> None:
    path.write_bytes(data)

    with pytest.raises(FormatError, match=where) as caught:
        read(path)
    with pytest.raises(FormatError):
        change(path, {("name",): "x"})

    assert "Nothing in it was changed" in caught.value.hint
    assert path.read_bytes() == data


def test_a_value_that_toml_does_not_know_is_refused(path: Path) -> None:
    with pytest.raises(FormatError, match=r"vibekoder\.toml"):
        change(path, {("params", "x"): [None]})

    assert path.read_text() == TEXT


class Interrupted(Mapping[tuple[str, ...], str]):
    """Edits during which another program writes."""

    def __init__(self, interrupt: Callable[[], object]) -> None:
        self._interrupt = interrupt

    def __getitem__(self, key: tuple[str, ...]) -> str:
        return "mine"

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        self._interrupt()
        return iter([("name",)])

    def __len__(self) -> int:
        return 1


def test_what_another_program_writes_meanwhile_is_kept(path: Path) -> None:
    lines = ['model = "theirs"\n']

    def others() -> None:
        if lines:
            path.write_text(lines.pop() + path.read_text())

    change(path, Interrupted(others))

    assert read(path)["model"] == "theirs"
    assert read(path)["name"] == "mine"


def test_a_file_that_never_rests_is_given_up(path: Path) -> None:
    with pytest.raises(SessionChanged):
        change(path, Interrupted(lambda: path.write_text(path.read_text() + "# more\n")))

    assert read(path)["name"] == "Demo"


def test_edits_of_a_table_take_out_what_is_gone() -> None:
    edits = table_edits(("params",), {"a": 1, "b": 2}, {"b": 3, "c": 4})

    assert edits == {("params", "a"): None, ("params", "b"): 3, ("params", "c"): 4}


def test_edits_of_a_setting_follow_its_kind() -> None:
    assert setting_edits(settings.MODEL, None, None) == {("model",): None}
    assert setting_edits(settings.ZOOM, None, 2) == {("editor", "zoom"): 2.0}
    assert setting_edits(settings.INCLUDE_FOLDERS, None, ("a",)) == {("include", "folders"): ["a"]}
    assert setting_edits(settings.PARAMS, {"a": 1}, {"b": 2}) == {
        ("params", "a"): None,
        ("params", "b"): 2,
    }
    with pytest.raises(FormatError):
        setting_edits(settings.ZOOM, None, 99)
