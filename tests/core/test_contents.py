"""What a directive stands for, as the model reads it and as a pin keeps it."""

from __future__ import annotations

import pytest

from vibekoder.core import contents
from vibekoder.core.contents import Content, File, Files, Held, LeftOut, Output, Picture
from vibekoder.core.directives import Directive, parse
from vibekoder.core.errors import FormatError
from vibekoder.core.messages import Image

PNG = b"\x89PNG\r\n\x1a\n\0\0"
HELD = Held("src/a.py", b"x = 1\n", contents.name_of(b"x = 1\n"))
BOTH = (HELD, Held("src/b.md", b"```\n", contents.name_of(b"```\n")))


def said(line: str, content: Content) -> str:
    directive = parse(f"<!-- {line} -->")
    assert directive is not None
    return "".join(words.text for words in contents.form(directive, content))


def test_an_empty_file_has_an_empty_fence():
    assert said("include: a.md", File(b"", "")) == "a.md\n```markdown\n```"


def test_a_folder_reads_file_by_file_and_names_what_is_left_out():
    files = Files(BOTH, (("src/c.png", "this is a binary file"),), "")
    assert said("include: src", files) == (
        "src: 2 files\n"
        "src/c.png is left out: this is a binary file\n\n"
        "src/a.py\n```python\nx = 1\n```\n\n"
        "src/b.md\n````markdown\n```\n````"
    )


def test_a_raw_folder_is_its_files_alone():
    assert said("include: src raw", Files(BOTH, (), "")) == "x = 1\n```"


def test_a_command_reads_with_its_status_and_both_outputs():
    output = Output(1, "one\n", "two\n", "")
    assert said("command: check", output) == (
        "check: exit status 1\n```\none\n```\nstandard error:\n```\ntwo\n```"
    )
    assert said("command: check raw", output) == "one"


def test_a_difference_is_told_from_plain_output():
    diff = "a" * 64
    line = f"command: git_diff @ {diff[:12]}"
    assert said(line, Output(0, "+x\n", "", diff)) == (
        "git_diff (pinned): exit status 0\n```diff\n+x\n```"
    )


def test_what_is_left_out_is_said_to_the_model():
    text = said("include: gone.md", LeftOut("there is no such file", ""))
    assert text == "gone.md: not part of this message, because there is no such file."


def test_a_picture_is_named_in_the_text():
    picture = Picture(Image("image/png", PNG, "a.png"), "")
    assert said("include: a.png", picture) == "a.png: see the picture"


CONTENTS = [
    File(b"words\n", ""),
    Files(BOTH, (("c", "why"),), ""),
    Output(3, "é", "\n", ""),
    LeftOut("it is gone", ""),
    Picture(Image("image/png", PNG, "t"), ""),
]


@pytest.mark.parametrize("content", CONTENTS, ids=lambda one: type(one).__name__)
def test_what_a_pin_keeps_is_read_back(content: Content):
    whole = contents.named(content)
    store = {contents.name_of(data): data for data in contents.objects_of(whole)}
    kept = contents.objects_of(whole)[-1]
    assert contents.name_of(kept) == whole.object
    assert contents.read("t", kept, store.__getitem__) == whole


@pytest.mark.parametrize(
    "data",
    [
        b"\0",
        b"\0[]",
        b"\0{}",
        b'\0{"kind":"files","files":[1],"left":[]}',
        b'\0{"kind":"output","status":"x","out":"","err":""}',
        b'\0{"kind":"else"}',
        b"\xff",
        b"\0" + b"[" * 100_000,
    ],
)
def test_a_record_that_cannot_be_read_says_so(data: bytes):
    with pytest.raises(FormatError):
        contents.read("t", data, {}.__getitem__)
    assert contents.named_in(data) == ()


def test_a_record_names_what_it_needs():
    files = Files(BOTH, (), "")
    assert contents.named_in(contents.record(files)) == tuple(one.object for one in BOTH)
    assert contents.named_in(b"text") == ()


def test_a_person_is_told_what_is_not_there():
    src = Directive("include", "src")
    left = tuple((f"{number}", "why") for number in range(7))
    (sentence,) = contents.said_of(src, Files(BOTH, left, ""))
    assert "0 (why)" in sentence
    assert sentence.endswith("and 2 more.")
    assert contents.said_of(src, Files(BOTH, left[:1], "")) == (
        "Of src this was left out: 0 (why).",
    )
    assert contents.said_of(src, LeftOut("x", "")) == ("src was left out; the message says so.",)
    assert contents.said_of(src, Files(BOTH, (), "")) == ()


def test_texts_are_changed_each_with_its_path_and_their_objects_with_them():
    def change(text: str, path: str) -> str:
        return f"{path}:{text.upper()}"

    file = contents.with_texts(File(b"a", contents.name_of(b"a")), change, "t")
    assert file == File(b"t:A", contents.name_of(b"t:A"))
    files = contents.with_texts(Files(BOTH, (), ""), change, "src")
    assert isinstance(files, Files)
    assert [one.data for one in files.files] == [
        f"{one.path}:{one.data.decode().upper()}".encode() for one in BOTH
    ]
    assert files.object == contents.name_of(contents.record(files))
    output = contents.with_texts(Output(1, "o", "e", ""), change, "c")
    assert isinstance(output, Output)
    assert (output.status, output.out, output.err) == (1, "c:O", "c:E")
    left = LeftOut("x", "")
    assert contents.with_texts(left, change, "t") is left
