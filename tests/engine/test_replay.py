"""What was sent comes back byte for byte, whatever has become of the files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.builders import desk, plain_body, sent
from vibekoder.core.errors import FormatError, StoreError
from vibekoder.engine import replay
from vibekoder.engine.prepare import Target
from vibekoder.engine.strike import Strike
from vibekoder.store.objects import Objects
from vibekoder.wire.anthropic import Anthropic
from vibekoder.wire.gemini import Gemini
from vibekoder.wire.http import ChatRequest, Dialect, Endpoint
from vibekoder.wire.ollama import Ollama
from vibekoder.wire.openai import OpenAI
from vibekoder.wire.openai_responses import OpenAIResponses

LINE = "<!-- include: a.txt -->"


def asked(folder: Path, prompt: str = f"see\n{LINE}\nend") -> Strike:
    one = desk(folder)
    (one.home.root / "a.txt").write_text("some words\n")
    return sent(one, prompt)


def test_a_receipt_gives_back_the_exact_request(tmp_path: Path):
    run = asked(tmp_path)
    (run.desk.home.root / "a.txt").unlink()
    found = replay.sent(run.desk.home.objects, run.receipt)
    assert found.body == plain_body(run._work.request)
    assert (found.backend, found.model) == ("test", "small")
    assert [one.path for one in found.pieces] == ["", "a.txt", ""]
    assert found.envelope + sum(one.bytes for one in found.pieces) == len(found.body)


def test_a_receipt_that_is_not_there_is_missing(tmp_path: Path):
    objects = asked(tmp_path).desk.home.objects
    with pytest.raises(StoreError, match="missing"):
        replay.sent(objects, "0" * 12)


def test_a_name_that_fits_two_receipts_is_refused(tmp_path: Path):
    objects = Objects(tmp_path)
    for end in "01":
        (tmp_path / "ab").mkdir(exist_ok=True)
        (tmp_path / "ab" / ("c" * 61 + end)).write_bytes(b"x")
    with pytest.raises(StoreError, match="more than one"):
        replay.find(objects, "ab" + "c" * 10)


def test_a_receipt_without_its_facts_cannot_be_read(tmp_path: Path):
    run = asked(tmp_path)
    objects = run.desk.home.objects
    said = json.loads(objects.get(replay.find(objects, run.receipt)))
    del said["model"]
    with pytest.raises(FormatError):
        replay.sent(objects, objects.put(json.dumps(said).encode()))


@pytest.mark.parametrize("dialect", [OpenAI(), OpenAIResponses(), Anthropic(), Gemini(), Ollama()])
def test_every_piece_says_what_it_said_whatever_the_dialect(tmp_path: Path, dialect: Dialect):
    one = desk(tmp_path, "s: Be calm", "u: user", 'a: "Ω" 𝄞')
    (one.home.root / "a.txt").write_text("some words\n")

    def build(request: ChatRequest) -> bytes:
        return dialect.build(Endpoint("e", "https://api.example/v1"), request).body

    run = sent(one, f"see\n{LINE}\nend", target=Target("test", "user", build))
    found = replay.sent(one.home.objects, run.receipt)
    said = replay.texts(found)
    assert said[0] == "Be calm"
    assert said[1:3] == ("user", '"Ω" 𝄞')
    assert "some words" in said[4]
    assert said[3] + said[5] == "see\n\nend"


def test_a_body_that_is_no_json_tells_of_no_piece(tmp_path: Path):
    found = replay.sent(*_stored(tmp_path))
    assert replay.texts(replace(found, body=b"\x89PNG")) == ("", "", "")
    assert replay.texts(replace(found, body=b'["x"]')) == ("", "", "")


def _stored(folder: Path) -> tuple[Objects, str]:
    run = asked(folder)
    return run.desk.home.objects, run.receipt
