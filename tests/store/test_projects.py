import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from vibekoder.core import settings
from vibekoder.core.commands import Command
from vibekoder.core.errors import FormatError, ProjectError
from vibekoder.core.models import ModelFacts, Prices
from vibekoder.core.providers import PROVIDERS
from vibekoder.core.settings import Layer, Values
from vibekoder.store.projects import (
    BUILT_IN,
    BackendEntry,
    Project,
    backend_at,
    key_names,
    root_of,
    wrong,
)

TEXT = """\
# ours
id = "p1"
name = "Bells" # shown
backend = "desk"

[params]
temperature = 0.5

[backends.desk] # the one under the desk
base_url = "http://localhost:1234/v1"
model = "qwen"
idle_limit = 30
params = {seed = 7}

[backends.openai]
title = "OpenAI"
"""


KEY = "sk-proj-0123456789abcdefABCDEF0123abcdEF"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "bells"
    root.mkdir()
    (root / "vibekoder.toml").write_text(TEXT)
    return root


def write(root: Path, text: str) -> Project:
    (root / "vibekoder.toml").write_text(text)
    return Project.open(root)


def test_any_folder_is_a_project_and_opening_writes_nothing(tmp_path: Path) -> None:
    project = Project.open(tmp_path)

    assert project.root == tmp_path
    assert project.name == tmp_path.name
    assert project.id == ""
    assert project.sessions == tmp_path / "sessions"
    assert project.default_backend == "rehearsal"
    assert project.backends == (BUILT_IN,)
    assert project.allowed == ()
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_folder_is_no_project(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    for name in ("none", "file"):
        with pytest.raises(ProjectError, match="not a folder"):
            Project.open(tmp_path / name)


def test_a_project_knows_models_of_its_own(root: Path) -> None:
    model = '[models."my/qwen"]\ncontext = 9000\ninput_price = 1\noutput_price = 2\n'
    project = write(root, f"{TEXT}{model}")
    assert project.models == {"my/qwen": ModelFacts("my/qwen", context=9000, prices=Prices(1, 2))}
    assert not project.problems


@pytest.mark.parametrize(
    ("models", "word"),
    [
        ("models = 3", "must be tables"),
        ("[models]\nqwen = 3", "model “qwen”: It must be a table"),
        ("[models.qwen]\ncontext = -1", "model “qwen”: “context”"),
    ],
)
def test_what_is_said_of_a_model_and_cannot_be_meant_is_told(
    root: Path, models: str, word: str
) -> None:
    project = write(root, models)
    assert project.models == {}
    assert word in project.problems[0]


def test_the_root_folder_has_a_name_too() -> None:
    assert Project.open(Path("/")).name == "/"


def test_a_project_says_what_its_file_says(root: Path) -> None:
    project = Project.open(root)

    assert (project.id, project.name, project.default_backend) == ("p1", "Bells", "desk")
    assert project.params == {"temperature": 0.5}
    assert [entry.name for entry in project.backends] == ["desk", "openai", "rehearsal"]
    assert project.backend("desk") == BackendEntry(
        "desk",
        "openai",
        base_url="http://localhost:1234/v1",
        model="qwen",
        params={"seed": 7},
        idle_limit=30,
    )
    assert project.problems == ()


def test_a_project_adds_to_the_apps_settings(root: Path) -> None:
    app = Values().with_layer(Layer.APP, {"params": {"top_p": 0.9, "temperature": 1}})

    assert Project.open(root, app).params == {"top_p": 0.9, "temperature": 0.5}


def test_openais_own_address_comes_with_its_key(root: Path) -> None:
    openai = Project.open(root).backend("openai")

    assert openai.base_url == "https://api.openai.com/v1"
    assert openai.key_variable == "OPENAI_API_KEY"
    assert openai.shown == "OpenAI"


def test_another_address_has_no_key_unless_it_is_named(root: Path) -> None:
    project = write(
        root,
        '[backends.a]\nbase_url = "https://a.example/v1"\n'
        '[backends.b]\nbase_url = "https://b.example/v1"\nkey_variable = "B_KEY"\n'
        '[backends.c]\nkey_variable = ""\n',
    )

    variables = [project.backend(name).key_variable for name in "abc"]

    assert variables == ["", "B_KEY", ""]
    assert project.backend("a").shown == "a"


@pytest.mark.parametrize("kind", [one.name for one in PROVIDERS.values() if one.base_url])
def test_a_kind_alone_says_where_its_server_is_and_which_key_it_wants(
    root: Path, kind: str
) -> None:
    entry = write(root, f'[backends.a]\nkind = "{kind}"\n').backend("a")

    assert entry.base_url == PROVIDERS[kind].base_url
    assert entry.key_variable == PROVIDERS[kind].key_variable


def test_azure_may_leave_its_address_to_the_environment(root: Path) -> None:
    entry = write(root, '[backends.a]\nkind = "azure"\n').backend("a")

    assert (entry.base_url, entry.key_variable) == ("", "AZURE_OPENAI_API_KEY")


def test_a_backend_that_is_not_there_is_named_with_those_that_are(root: Path) -> None:
    with pytest.raises(ProjectError, match="none") as caught:
        Project.open(root).backend("none")

    assert "desk, openai, rehearsal" in caught.value.hint


def test_the_rehearsal_can_be_set_up_like_any_other(root: Path) -> None:
    project = write(root, '[backends.rehearsal]\nkind = "rehearsal"\nparams = {speed = 5}\n')

    assert [entry.params for entry in project.backends] == [{"speed": 5}]


def test_folders_outside_are_named_from_the_project(root: Path) -> None:
    project = write(root, '[include]\nfolders = ["../shared", "/srv/docs"]\n')

    assert project.allowed == (root / "../shared", Path("/srv/docs"))


def test_a_broken_file_is_said_with_its_line_and_stays(root: Path) -> None:
    (root / "vibekoder.toml").write_text('name = "x"\n[backends\n')

    with pytest.raises(ProjectError, match="line 2") as caught:
        Project.open(root)

    assert "Nothing in it was changed" in caught.value.hint
    assert (root / "vibekoder.toml").read_text() == 'name = "x"\n[backends\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("backends = 5", "“backends” must be tables"),
        ("[backends]\na = 5", "backend “a”: It must be a table."),
        ("[backends.A]", "backend “A”: A backend's name"),
        ('[backends.a]\nkind = "oracle"', "“oracle” is not a kind"),
        ('[backends.a]\nkind = "oracle"', "there are openai, openai-responses,"),
        ('[backends.a]\nkind = "compatible"', "http:// or https://"),
        ('[backends.a]\nbase_url = "ftp://x"', "http:// or https://"),
        ('[backends.a]\nbase_url = "http://["', "http:// or https://"),
        ('[backends.a]\nbase_url = "https://me:secret@x.example/v1"', "user or password"),
        ('[backends.a]\nkey_variable = "sk-123"', "not the key"),
        ("[backends.a]\nmodel = 5", "“model” must be a text"),
        ("[backends.a]\nparams = 5", "params must be a table"),
        ('[backends.a]\nidle_limit = "1"', "idle limit"),
        ("[backends.a]\nidle_limit = true", "idle limit"),
        ("[backends.a]\nidle_limit = -1", "idle limit"),
        ("[limits]\nidle = -1", "“limits.idle” must be"),
        ("colour = 1", "“colour” is not a setting"),
    ],
)
def test_what_cannot_be_used_is_said_and_the_project_opens(
    root: Path, text: str, problem: str
) -> None:
    project = write(root, text + "\n")

    (said,) = project.problems
    assert said.startswith("vibekoder.toml: ")
    assert problem in said
    assert project.backends == (BUILT_IN,)


def test_a_name_that_is_no_text_is_none(root: Path) -> None:
    assert write(root, "name = 5\nid = 5\n").name == "bells"


def test_a_setting_is_saved_and_comments_stay(root: Path) -> None:
    project = Project.open(root).save_setting(settings.SESSIONS_FOLDER, "talks")

    assert project.sessions == root / "talks"
    assert Project.open(root) == project
    assert set(TEXT.splitlines()) <= set(project.file.read_text().splitlines())


def test_parameters_are_saved_one_by_one(root: Path) -> None:
    project = Project.open(root)

    project = project.save_setting(settings.PARAMS, {"stop": ["a"], "logit_bias": {"5": -1}})

    assert project.params == {"stop": ["a"], "logit_bias": {"5": -1}}
    assert project.save_setting(settings.PARAMS, {}).params == {}


def test_a_setting_beyond_its_limits_is_not_saved(root: Path) -> None:
    with pytest.raises(FormatError):
        Project.open(root).save_setting(settings.IDLE_LIMIT, -1)

    assert (root / "vibekoder.toml").read_text() == TEXT


def test_the_first_change_gives_the_project_its_id(tmp_path: Path) -> None:
    project = Project.open(tmp_path).save_setting(settings.MODEL, "m")

    assert len(project.id) == 32
    assert project.save_setting(settings.MODEL, None).id == project.id


def test_the_apps_settings_stay_after_a_change(tmp_path: Path) -> None:
    app = Values().with_layer(Layer.APP, {"model": "m"})

    project = Project.open(tmp_path, app).save_setting(settings.BACKEND, "rehearsal")

    assert project.values[settings.MODEL] == "m"


def test_a_file_that_broke_meanwhile_is_not_touched(root: Path) -> None:
    project = Project.open(root)
    (root / "vibekoder.toml").write_text("[")

    with pytest.raises(ProjectError, match="line 1"):
        project.save_setting(settings.MODEL, "m")

    assert (root / "vibekoder.toml").read_text() == "["


def test_a_backend_is_added(root: Path) -> None:
    entry = BackendEntry(
        "far", "openai", "Far", "https://far.example/v1", "m", "FAR_KEY", {"seed": 1}, 5.0
    )

    project = Project.open(root).save_backend(entry)

    assert project.backend("far") == entry
    assert Project.open(root).backends == project.backends


def test_a_backend_is_changed_in_its_place(root: Path) -> None:
    project = Project.open(root)
    desk = replace(project.backend("desk"), model="", idle_limit=None, params={"stop": ["a"]})

    project = project.save_backend(desk, was="desk")

    assert project.backend("desk") == desk
    assert "# the one under the desk" in project.file.read_text()


def test_a_renamed_backend_stays_the_default_and_keeps_its_comment(root: Path) -> None:
    project = Project.open(root)

    project = project.save_backend(replace(project.backend("desk"), name="table"), was="desk")

    assert project.default_backend == "table"
    assert [entry.name for entry in project.backends] == ["openai", "table", "rehearsal"]
    assert "# the one under the desk" in project.file.read_text()


def test_who_names_a_backend_by_a_name_it_had_means_it_still(root: Path) -> None:
    project = Project.open(root)
    for was, name in (("desk", "table"), ("table", "board")):
        project = project.save_backend(replace(project.backend(was), name=name), was=was)
    assert project.backend("desk") is project.backend("table") is project.backend("board")
    assert project.backend("board").formerly == ("desk", "table")
    project = project.save_backend(replace(project.backend("board"), name="desk"), was="board")
    assert project.backend("desk").formerly == ("table", "board")


def test_a_name_of_its_own_wins_over_one_that_another_had(root: Path) -> None:
    project = Project.open(root)
    project = project.save_backend(replace(project.backend("desk"), name="table"), was="desk")
    project = project.save_backend(replace(project.backend("openai"), name="desk"), was="openai")
    assert project.backend("desk").kind == "openai"
    assert project.backend("openai") is project.backend("desk")


def test_a_default_of_all_projects_follows_a_renamed_backend(root: Path) -> None:
    app = Values().with_layer(Layer.APP, {"backend": "openai"})
    (root / "vibekoder.toml").write_text(TEXT.replace('backend = "desk"\n', ""))
    project = Project.open(root, app)
    project = project.save_backend(replace(project.backend("openai"), name="oa"), was="openai")
    assert project.default_backend == "oa"


def test_a_fall_back_follows_a_renamed_backend(root: Path) -> None:
    project = Project.open(root)
    project = project.save_backend(replace(project.backend("openai"), fallback="desk"))
    project = project.save_backend(replace(project.backend("desk"), name="table"), was="desk")
    assert project.backend("openai").fallback == "table"


def test_no_backend_takes_the_name_of_another(root: Path) -> None:
    project = Project.open(root)
    desk = replace(project.backend("desk"), name="openai")
    with pytest.raises(ProjectError, match="another backend named openai"):
        project.save_backend(desk, was="desk")


def test_renaming_another_backend_leaves_the_default(root: Path) -> None:
    project = Project.open(root)

    project = project.save_backend(replace(project.backend("openai"), name="oa"), was="openai")

    assert project.default_backend == "desk"


def test_a_backend_that_cannot_work_is_not_saved(root: Path) -> None:
    with pytest.raises(ProjectError, match="small letters"):
        Project.open(root).save_backend(replace(BUILT_IN, name="My Backend"))

    assert (root / "vibekoder.toml").read_text() == TEXT


@pytest.mark.parametrize(
    "change",
    [
        *({"title": KEY}, {"model": KEY}, {"base_url": f"https://x.example/v1?key={KEY}"}),
        *({"params": {"api_key": KEY}}, {"params": {"user": KEY}}, {"formerly": (KEY,)}),
    ],
)
def test_no_key_is_written_into_a_project(root: Path, change: dict[str, Any]) -> None:
    project = Project.open(root)
    entry = replace(backend_at("house", "https://house.example/v1"), **change)
    with pytest.raises(ProjectError, match="set it as the key") as told:
        project.save_backend(entry)
    assert KEY not in told.value.sentence
    with pytest.raises(FormatError, match="set it as the key"):
        project.save_setting(settings.PARAMS, {"api_key": KEY})
    assert KEY not in project.file.read_text("utf-8")


def test_a_key_that_stands_in_the_file_is_told_and_its_backend_is_not_used(root: Path) -> None:
    project = write(root, f'[backends.house]\nbase_url = "https://x.example/v1"\nmodel = "{KEY}"\n')
    assert "The model holds what looks like a secret (OpenAI key)" in project.problems[0]
    assert KEY not in project.problems[0]
    assert [one.name for one in project.backends] == ["rehearsal"]


def test_a_removed_default_leaves_the_rehearsal(root: Path) -> None:
    project = Project.open(root).remove_backend("desk")

    assert project.default_backend == "rehearsal"
    assert [entry.name for entry in project.backends] == ["openai", "rehearsal"]
    assert project.remove_backend("openai").backends == (BUILT_IN,)


def test_the_rehearsals_own_entry_is_written_without_a_key(root: Path) -> None:
    project = Project.open(root).save_backend(replace(BUILT_IN, title="Stage"))

    assert "key_variable" not in project.file.read_text()
    assert project.backend("rehearsal").title == "Stage"


@pytest.mark.parametrize(
    ("url", "own", "seconds"),
    [
        ("https://a.example/v1", None, 600.0),
        ("https://a.example/v1", 5.0, 5.0),
        ("https://a.example/v1", 0, None),
        ("http://localhost:1/v1", None, None),
        ("http://127.0.0.1:1/v1", None, None),
        ("http://[::1]:1/v1", None, None),
        ("http://localhost:1/v1", 5.0, 5.0),
        ("http://[", None, 600.0),
    ],
)
def test_how_long_a_silence_may_last(url: str, own: float | None, seconds: float | None) -> None:
    entry = BackendEntry("a", "openai", base_url=url, idle_limit=own)

    assert entry.idle_seconds(Values()) == seconds


@pytest.mark.parametrize(
    ("name", "url"),
    [("a", "http://me:pw@a.example/v1"), ("a", "a.example"), ("A b", "https://a.example")],
)
def test_an_address_that_no_file_may_hold_is_not_taken_from_a_command_line(
    name: str, url: str
) -> None:
    with pytest.raises(ProjectError) as caught:
        backend_at(name, url)

    assert "pw" not in str(caught.value)


def test_the_setting_may_wait_for_ever() -> None:
    values = Values().with_layer(Layer.APP, {"limits": {"idle": 0}})

    assert backend_at("a", "https://a.example").idle_seconds(values) is None


@pytest.mark.parametrize("limit", [math.nan, math.inf, -1.0])
def test_a_limit_is_a_number_of_seconds(limit: float) -> None:
    assert wrong(replace(BUILT_IN, idle_limit=limit))


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"key_variable": "A_KEY2"},
        {"idle_limit": 0.0},
        {"kind": "openai", "base_url": "http://h"},
    ],
)
def test_a_good_entry_has_nothing_wrong(change: dict[str, Any]) -> None:
    assert wrong(replace(BUILT_IN, **change)) == ""


def test_the_project_of_a_session_is_the_nearest_above(root: Path) -> None:
    assert root_of(root / "sessions" / "001.md") == root
    assert root_of(root.parent / "001.md") is None


def test_a_command_is_written_and_changed_and_taken_out(root: Path) -> None:
    project = Project.open(root).save_command(Command("tests", ("pytest", "-q"), seconds=120))
    assert project.commands["tests"].run == ("pytest", "-q")
    project = project.save_command(Command("unit", ("pytest",)), was="tests")
    assert "tests" not in project.commands
    assert project.commands["unit"] == Command("unit", ("pytest",))
    assert "unit" not in project.remove_command("unit").commands


def test_a_command_that_cannot_be_is_not_written(root: Path) -> None:
    before = (root / "vibekoder.toml").read_bytes()
    with pytest.raises(ProjectError):
        Project.open(root).save_command(Command("no name", ("x",)))
    assert (root / "vibekoder.toml").read_bytes() == before


def test_the_commented_file_keeps_windows_ends_and_means_the_same(root: Path) -> None:
    file = root / "vibekoder.toml"
    file.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    before = Project.open(root)
    after = before.write_commented()
    assert (after.backends, after.values.layers) == (before.backends, before.values.layers)
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf# ours\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert b"# idle = 600.0\r\n" in data


def test_a_broken_file_gets_no_comments(root: Path) -> None:
    project = Project.open(root)
    (root / "vibekoder.toml").write_text("= nonsense", encoding="utf-8")
    with pytest.raises(ProjectError):
        project.write_commented()


def test_the_variables_that_may_hold_a_key_are_the_usual_ones_and_those_named() -> None:
    names = key_names([backend_at("house", "https://house.example/v1")])
    assert {"OPENAI_API_KEY", "ANTHROPIC_API_KEY"} <= names
    assert key_names([BackendEntry("x", "openai", key_variable="MY_KEY")]) - key_names([]) == {
        "MY_KEY"
    }


def test_a_folder_of_sessions_that_leads_out_of_the_project_is_one_to_be_asked_about(
    tmp_path: Path,
):
    (tmp_path / "project").mkdir()
    assert Project.open(tmp_path / "project").allowed == ()
    (tmp_path / "project/sessions").symlink_to(tmp_path)
    assert Project.open(tmp_path / "project").allowed == (tmp_path / "project/sessions",)
