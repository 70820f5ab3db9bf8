"""What an entry may say beside address and model: read, written, and never a way for a key out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from vibekoder.core.errors import FormatError
from vibekoder.store import entry_extras
from vibekoder.store.projects import Project, backend_at, wrong

KEY = "sk-proj-0123456789abcdefABCDEF0123abcdEF"
HOUSE = backend_at("house", "https://house.example/v1")
WHOLE = replace(
    HOUSE,
    headers={"X-Team": "kettledrum"},
    proxy="http://proxy.example:3128",
    ca_file="/etc/ssl/house.pem",
    at_once=4,
    fallback="rehearsal",
    formerly=("home",),
)


def test_all_of_it_is_written_and_read_again(tmp_path: Path) -> None:
    project = Project.open(tmp_path).save_backend(WHOLE)
    assert project.problems == ()
    assert project.backend("house") == WHOLE
    assert 'proxy = "http://proxy.example:3128"' in project.file.read_text("utf-8")


def test_what_is_taken_back_leaves_the_file(tmp_path: Path) -> None:
    project = Project.open(tmp_path).save_backend(WHOLE).save_backend(HOUSE)
    assert project.backend("house") == HOUSE
    text = project.file.read_text("utf-8")
    assert not any(
        word in text for word in ("X-Team", "proxy", "ca_file", "at_once", "fallback", "formerly")
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"headers": {"Bad Name": "x"}}, "no name of a header"),
        ({"headers": {"Authorization": "Bearer x"}}, "set it as the key"),
        ({"headers": {"X-Api-Key": "x"}}, "set it as the key"),
        ({"headers": {"Ocp-Apim-Subscription-Key": "0123"}}, "set it as the key"),
        ({"headers": {"X-Team": KEY}}, "set it as the key"),
        ({"headers": {"Host": "x"}}, "set by the program"),
        ({"headers": {"X-Team": "a\nb"}}, "one line"),
        ({"proxy": "proxy.example"}, "must begin with http://"),
        ({"proxy": "http://"}, "name a host"),
        ({"proxy": "http://me:word@proxy.example"}, "user or password"),
        ({"ca_file": "certs/house.pem"}, "whole path"),
        ({"at_once": 0}, "from 1 to"),
        ({"fallback": "No Name"}, "name of another backend"),
        ({"fallback": "house"}, "its own fallback"),
    ],
)
def test_what_cannot_be_used_is_a_sentence(change: dict[str, Any], said: str) -> None:
    assert said in wrong(replace(HOUSE, **change))


@pytest.mark.parametrize("proxy", ["", "direct", "socks5://127.0.0.1:1080"])
def test_a_proxy_may_be_named_or_left_to_the_system(proxy: str) -> None:
    assert wrong(replace(HOUSE, proxy=proxy)) == ""


@pytest.mark.parametrize(
    "raw",
    [{"proxy": 3}, {"headers": []}, {"headers": {"a": 1}}, {"at_once": True}, {"at_once": "4"}],
)
def test_a_wrong_form_is_told(raw: dict[str, Any]) -> None:
    with pytest.raises(FormatError):
        entry_extras.read(raw)


def test_a_project_cannot_vouch_for_a_server_by_its_own_certificate(tmp_path: Path) -> None:
    project = Project.open(tmp_path).save_backend(
        replace(HOUSE, ca_file=str(tmp_path / "house.pem"))
    )
    assert [entry.name for entry in project.backends] == ["rehearsal"]
    assert "outside of the project" in project.problems[0]
