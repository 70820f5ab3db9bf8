"""Where a request goes: backend, model, parameters and key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.builders import session
from tests.support.fakes import FakeTransport
from tests.support.keys import allowed
from vibekoder.app.backends import Backends
from vibekoder.backends.http import HttpBackend
from vibekoder.core.account import Tally
from vibekoder.core.calibration import Calibration
from vibekoder.core.errors import Code, ProjectError
from vibekoder.core.messages import Message, Role
from vibekoder.core.models import Prices
from vibekoder.core.session import Session
from vibekoder.core.ways import Way
from vibekoder.engine.tariff import Tariff
from vibekoder.store.projects import BackendEntry, Project, backend_at
from vibekoder.wire.http import ChatRequest

KEY = "sk-test-0123456789abcdef"
SETTINGS = """\
backend = "house"
[params]
temperature = 1
seed = 7
[backends.house]
kind = "openai"
title = "House"
base_url = "http://house.test/v1"
model = "big"
key_variable = "HOUSE_KEY"
params = { temperature = 2 }
[backends.bare]
kind = "openai"
base_url = "http://bare.test/v1"
key_variable = ""
"""


def project(folder: Path, text: str = SETTINGS) -> Project:
    (folder / "vibekoder.toml").write_text(text, encoding="utf-8")
    return Project.open(folder)


def backends(environ: Mapping[str, str] | None = None, **more: Any) -> Backends:
    known = {"HOUSE_KEY": KEY} if environ is None else environ
    keys = allowed(known, "http://house.test", "HOUSE_KEY")
    return Backends(lambda *_: FakeTransport(), known, **{"keys": keys, **more})


def front(*lines: str) -> Session:
    return session("u: Hello", head="---\n" + "".join(f"{line}\n" for line in lines) + "---\n")


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> None:
    """Backends are Qt's objects."""


def test_the_project_says_where_a_request_goes(tmp_path: Path) -> None:
    choice = backends().choice(project(tmp_path))
    assert (choice.entry.name, choice.model) == ("house", "big")
    assert choice.params == {"temperature": 2, "seed": 7}


def test_a_session_has_the_last_word_before_the_command_line(tmp_path: Path) -> None:
    own = front("model: small", "params:", "  temperature: 0.5", '  stop: \'["a", "b"]\'')
    choice = backends().choice(project(tmp_path), own)
    assert choice.model == "small"
    assert choice.params == {"temperature": 0.5, "seed": 7, "stop": ["a", "b"]}


def test_null_takes_a_parameter_back(tmp_path: Path) -> None:
    own = front("params:", "  temperature: null", "  seed: null", "  logit_bias: {'50': '-1'}")
    assert backends().choice(project(tmp_path), own).params == {"logit_bias": {"50": -1}}


def test_the_command_line_wins(tmp_path: Path) -> None:
    chosen = backend_at("there", "http://there.test/v1", "huge")
    choice = backends(chosen=chosen, model="tiny").choice(project(tmp_path), front("model: small"))
    assert (choice.entry.name, choice.model) == ("there", "tiny")


@pytest.mark.parametrize("line", ["backend: nobody", "backend: No Name", "params: 3"])
def test_a_session_that_means_nobody_is_not_sent_on_a_guess(tmp_path: Path, line: str) -> None:
    with pytest.raises(ProjectError):
        backends().choice(project(tmp_path), front(line))


def test_a_session_is_read_anew_when_its_front_matter_or_the_project_changes(
    tmp_path: Path,
) -> None:
    kept, home = backends(), project(tmp_path)
    models = [kept.choice(home, front(f"model: {name}")).model for name in ("a", "a", "b")]
    assert models == ["a", "a", "b"]
    other = project(tmp_path, SETTINGS.replace("seed = 7", "seed = 8"))
    assert kept.choice(other, front("model: b")).params["seed"] == 8


def test_front_matter_that_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    odd = front('"', "{")
    assert backends().choice(project(tmp_path), odd).entry.name == "house"


def test_the_same_entry_is_the_same_backend_until_something_of_it_changes(tmp_path: Path) -> None:
    environ = {"HOUSE_KEY": KEY}
    kept, home = backends(environ), project(tmp_path)
    first = kept.get(home.backend("house"), home)
    assert kept.get(home.backend("house"), home) is first
    assert kept.get(home.backend("bare"), home) is not first
    other = project(tmp_path, SETTINGS.replace("house.test", "home.test"))
    assert kept.get(other.backend("house"), other) is not first


def test_a_backend_has_the_key_that_was_looked_for_last(tmp_path: Path) -> None:
    environ = {"HOUSE_KEY": KEY}
    kept, home = backends(environ), project(tmp_path)
    backend = kept.get(home.backend("house"), home)
    assert isinstance(backend, HttpBackend)
    assert backend.keyed().key is None
    seen: list[str | None] = []
    for value in (KEY, "another"):
        environ["HOUSE_KEY"] = value
        kept.target(kept.choice(home)).refusal()
        seen.append(backend.keyed().key)
    assert seen == [KEY, "another"]


def test_a_backend_has_the_limits_of_the_settings(tmp_path: Path) -> None:
    home = project(tmp_path, SETTINGS.replace("[params]", "[limits]\nconnect = 3\n[params]"))
    reached: list[tuple[str, Way]] = []
    kept = Backends(lambda *how: reached.append(how) or FakeTransport(), {"HOUSE_KEY": KEY})
    entry = replace(home.backend("house"), proxy="http://proxy:1", ca_file="/own.pem")
    kept.get(entry, home)
    assert reached == [("qnam", Way(3.0, "http://proxy:1", "/own.pem"))]
    assert kept.get(entry, home) is kept.get(entry, home)
    assert kept.get(replace(entry, proxy="direct"), home) is not kept.get(entry, home)


def test_each_kind_goes_over_its_own_transport(tmp_path: Path) -> None:
    home, reached = project(tmp_path), list[str]()
    kept = Backends(lambda net, _: reached.append(net) or FakeTransport(), {})
    for kind in ("openai-responses", "anthropic", "gemini", "ollama"):
        kept.get(BackendEntry(kind, kind, base_url="http://server.test"), home)
    assert reached == ["qnam", "aio", "aio", "aio"]


def test_extra_headers_go_with_every_request(tmp_path: Path) -> None:
    home = project(tmp_path)
    entry = replace(home.backend("house"), headers={"X-Team": "blue"})
    backend = backends().get(entry, home)
    assert isinstance(backend, HttpBackend)
    assert ("X-Team", "blue") in backend.dialect.models(backend.keyed()).headers


def test_no_key_shows_in_any_repr(tmp_path: Path) -> None:
    kept, home = backends(), project(tmp_path)
    choice = kept.choice(home)
    shown = repr((kept, choice, kept.target(choice), kept.get(choice.entry, home)))
    assert KEY not in shown


def test_a_missing_key_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    kept = backends({})
    refusal = kept.target(kept.choice(project(tmp_path))).refusal()
    assert refusal is not None
    assert refusal.code is Code.NO_KEY
    assert "HOUSE_KEY" in refusal.sentence


def test_a_backend_without_a_model_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    kept, home = backends(), project(tmp_path, SETTINGS.replace('"house"', '"bare"', 1))
    refusal = kept.target(kept.choice(home)).refusal()
    assert refusal is not None
    assert "No model" in refusal.sentence


def test_a_backend_with_all_it_needs_refuses_nothing(tmp_path: Path) -> None:
    kept = backends()
    assert kept.target(kept.choice(project(tmp_path))).refusal() is None


def test_the_rehearsal_is_there_without_settings(tmp_path: Path) -> None:
    kept, home = backends({}), Project.open(tmp_path)
    choice = kept.choice(home)
    assert (choice.entry.kind, choice.model) == ("rehearsal", "rehearsal")
    assert kept.target(choice).refusal() is None
    assert kept.get(choice.entry, home).capabilities.params == ()


def test_what_is_known_of_a_model_comes_with_the_choice(tmp_path: Path) -> None:
    own = "[models.big]\ncontext = 9000\ninput_price = 1\noutput_price = 2\n"
    kept = backends()
    choice = kept.choice(project(tmp_path, SETTINGS + own))
    assert (choice.facts.context, choice.facts.prices) == (9000, Prices(1, 2))
    assert kept.target(choice).tariff == Tariff(Prices(1, 2))


def test_a_model_that_is_known_to_take_no_pictures_gets_none(tmp_path: Path) -> None:
    kept = backends()
    blind = project(tmp_path, f"{SETTINGS}[models.big]\nimages = false\n")
    assert not kept.target(kept.choice(blind)).images
    assert kept.target(kept.choice(project(tmp_path))).images


@pytest.mark.parametrize("address", ["http://localhost:1234/v1", "http://127.0.0.1/v1"])
def test_what_runs_on_this_computer_is_local(tmp_path: Path, address: str) -> None:
    kept = backends()
    text = SETTINGS.replace("http://house.test/v1", address)
    assert kept.target(kept.choice(project(tmp_path, text))).tariff.local


def test_models_are_offered_before_their_server_is_asked(tmp_path: Path) -> None:
    kept = backends()
    vendor = project(tmp_path, '[backends.ai]\nkind = "openai"\n[models."gpt-5"]\ncontext = 7\n')
    entry = vendor.backend("ai")
    offered = {one.name: one for one in kept.offered(vendor, entry)}
    assert offered["gpt-5"].context == 7
    source = kept.priced(vendor, entry, "gpt-5")
    assert source is not None
    assert source.title == "OpenAI"


def test_a_price_of_the_projects_own_has_no_other_source(tmp_path: Path) -> None:
    own = '[backends.ai]\nkind = "openai"\n[models.m]\ninput_price = 1\noutput_price = 2\n'
    vendor = project(tmp_path, own)
    assert backends().priced(vendor, vendor.backend("ai"), "m") is None


def test_only_what_the_model_can_do_is_offered(tmp_path: Path) -> None:
    kept = backends()
    own = "[models.big]\nreasoning = false\nimages = false\ncontext = 9000\n"
    known = kept.capabilities(kept.choice(project(tmp_path, SETTINGS + own)))
    assert {"temperature", "max_tokens", "seed"} <= set(known.params)
    assert not {"keep_alive", "num_ctx", "reasoning_effort"} & set(known.params)
    assert (known.images, known.context) == (False, 9000)


def test_a_rehearsal_costs_nothing(tmp_path: Path) -> None:
    kept = backends({})
    assert kept.target(kept.choice(Project.open(tmp_path))).tariff.local


def test_the_body_of_the_receipt_has_no_key(tmp_path: Path) -> None:
    kept = backends()
    target = kept.target(kept.choice(project(tmp_path)))
    said = [Message(Role.USER, "Hello")]
    assert KEY.encode() not in target.build(ChatRequest("r", "big", said, target.params))
    assert (target.name, target.base_url) == ("house/big", "http://house.test/v1")


def test_every_kind_can_be_shown(tmp_path: Path) -> None:
    assert {"openai", "rehearsal"} <= {kind.name for kind in backends().kinds}
    assert isinstance(Project.open(tmp_path).backends[0], BackendEntry)


def _at(folder: Path, entry: str, environ: Mapping[str, str]) -> tuple[str, str]:
    found = project(folder, f'backend = "mine"\n[backends.mine]\n{entry}\n')
    choice = backends(environ).choice(found)
    return choice.entry.base_url, choice.model


def test_the_environment_names_address_and_model_of_a_provider(tmp_path: Path) -> None:
    environ = {"OPENAI_BASE_URL": "https://gate.test/v1", "OPENAI_MODEL": "m1"}
    assert _at(tmp_path, 'kind = "openai"', environ) == ("https://gate.test/v1", "m1")


def test_what_a_project_says_counts_more_than_the_environment(tmp_path: Path) -> None:
    environ = {"OPENAI_BASE_URL": "https://gate.test/v1", "OPENAI_MODEL": "m1"}
    entry = 'base_url = "https://own.test/v1"\nmodel = "m2"'
    assert _at(tmp_path, entry, environ) == ("https://own.test/v1", "m2")


def test_the_backend_goes_where_the_environment_says(tmp_path: Path) -> None:
    found = project(tmp_path, '[backends.mine]\nkind = "openai"\n')
    made = backends({"OPENAI_BASE_URL": "https://gate.test/v1", "OPENAI_API_KEY": KEY})
    backend = made.get(found.backend("mine"), found)
    assert backend.endpoint.base_url == "https://gate.test/v1"  # pyright: ignore


def test_a_providers_quirks_shape_the_body(tmp_path: Path) -> None:
    entry = 'kind = "mistral"\nmodel = "m"\nparams = { seed = 7 }'
    found = project(tmp_path, f'backend = "mine"\n[backends.mine]\n{entry}\n')
    made = backends({})
    target = made.target(made.choice(found))
    body = target.build(ChatRequest("r", "m", (Message(Role.USER, "Hi"),), target.params))
    assert b'"random_seed":7' in body
    assert b"stream_options" not in body


def test_the_window_of_a_model_is_known_where_the_request_is_made(tmp_path: Path) -> None:
    entry = 'kind = "mistral"\nmodel = "m"\n[models."m"]\ncontext = 9000'
    found = project(tmp_path, f'backend = "mine"\n[backends.mine]\n{entry}\n')
    made = backends({})
    assert made.target(made.choice(found)).quirks == {"context": 9000}


def test_a_window_that_is_asked_for_is_the_one_to_fit(tmp_path: Path) -> None:
    entry = (
        'kind = "ollama"\nmodel = "m"\nparams = { num_ctx = 4000 }\n[models."m"]\ncontext = 9000'
    )
    found = project(tmp_path, f'backend = "mine"\n[backends.mine]\n{entry}\n')
    made = backends({})
    assert made.target(made.choice(found)).window == 4000
    elsewhere = project(
        tmp_path, f'backend = "mine"\n[backends.mine]\n{entry}\n'.replace("ollama", "openai")
    )
    assert made.target(made.choice(elsewhere)).window == 9000


def test_what_is_learned_of_a_family_goes_with_the_request(tmp_path: Path) -> None:
    made = backends({})
    target = made.target(made.choice(project(tmp_path)), Calibration((1.5,)))
    assert target.count(Tally())("word " * 100) == round(1.5 * Tally().count("word " * 100))
    assert target.quirks == {"counted": 1.5}


def test_every_kind_that_is_offered_can_be_made(tmp_path: Path) -> None:
    made = backends({})
    for kind in made.kinds:
        entry = BackendEntry(kind.name, kind.name, base_url=kind.base_url)
        assert made.get(entry, project(tmp_path)).name == kind.name


def test_what_a_server_refused_is_not_sent_again_and_is_named_before_each_send(
    tmp_path: Path,
) -> None:
    found, made = project(tmp_path), backends()
    request = ChatRequest("r", "big", (Message(Role.USER, "Hi"),), {"seed": 7})
    before = made.target(made.choice(found))
    assert list(before.left_out(request)) == []
    before.learned({"drop": ["seed"]})
    after = made.target(made.choice(found))
    again = ChatRequest("r", "big", request.messages, request.params, after.quirks)
    assert b"seed" not in after.build(again)
    assert list(after.left_out(again)) == ["seed"]
    other = made.target(made.choice(found, front("model: small")))
    assert other.quirks == {}
