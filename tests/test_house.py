"""The rules of the house that no other tool holds."""

from __future__ import annotations

import ast
import functools
import re
import runpy
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import vibekoder
from vibekoder.core import settings
from vibekoder.core.messages import Role
from vibekoder.core.session import parse, take_apart
from vibekoder.store.projects import Project

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "vibekoder"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Modules whose behaviour is that of a process or of the whole window; their tests are named here.
MIRRORS = {
    "__main__": "cli/test_start.py",
    "self_check": "end2end/test_self_check.py",
}

# Which part of the package may import what; import-linter sees Qt only as a whole.
HOMES = {
    "PySide6.QtWidgets": ("ui/", "bootstrap.py", "self_check.py"),
    "PySide6.QtGui": ("ui/", "bootstrap.py", "self_check.py"),
    "PySide6.QtSvg": ("ui/",),
    "PySide6.QtDBus": ("ui/desktop.py",),
    "PySide6.QtNetwork": ("transport/qnam.py",),
    "httpx": ("transport/aio.py",),
    "qasync": ("bootstrap.py",),
}

# Before there are streams: the loop that runs until the program has been imported.
FIRST_LOOP = "first.py: exec"

# What a nested loop or a wait is called; each stops every stream while it lasts.
BLOCKING = {"exec", "exec_", "processEvents", "sleep", "waitForFinished", "waitForReadyRead"}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def calls(path: Path) -> Iterator[str]:
    """The last name of everything that is called."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr
            elif isinstance(node.func, ast.Name):
                yield node.func.id


def signals(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        if isinstance(line, ast.Assign | ast.AnnAssign) and isinstance(line.value, ast.Call):
            made = line.value.func
            if "Signal" in (getattr(made, "id", ""), getattr(made, "attr", "")):
                targets = line.targets if isinstance(line, ast.Assign) else [line.target]
                yield from (target.id for target in targets if isinstance(target, ast.Name))


def test_every_module_has_a_mirror_among_the_tests() -> None:
    missing = []
    for path in MODULES:
        module = path.relative_to(PACKAGE).with_suffix("")
        default = module.parent / f"test_{module.name}.py"
        mirror = ROOT / "tests" / MIRRORS.get(module.as_posix(), default)
        if module.name != "__init__" and not mirror.is_file():
            missing.append(mirror.relative_to(ROOT).as_posix())
    assert missing == []


def test_every_signal_is_named_in_its_class_under_signals() -> None:
    silent = []
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                told = (ast.get_docstring(node) or "").partition("Signals")[2]
                silent += [
                    f"{name_of(path)}: {node.name}.{name}"
                    for name in signals(node)
                    if not re.search(rf"\b{name}\b", told)
                ]
    assert silent == []


def test_nothing_blocks_or_nests_a_loop() -> None:
    found = [
        f"{name_of(path)}: {name}" for path in MODULES for name in calls(path) if name in BLOCKING
    ]
    assert found == [FIRST_LOOP]


def test_parts_of_qt_and_the_network_stay_at_home() -> None:
    strays = [
        f"{name_of(path)}: {name}"
        for path in MODULES
        for name in imports(path)
        for part, homes in HOMES.items()
        if f"{name}.".startswith(f"{part}.") and not name_of(path).startswith(homes)
    ]
    assert strays == []


def test_only_runs_and_errands_start_requests() -> None:
    callers = {name_of(path) for path in MODULES if "start_request" in calls(path)}
    assert callers == {"app/run.py", "app/errand.py"}


def test_every_package_says_what_it_knows() -> None:
    silent = [
        name_of(path)
        for path in MODULES
        if path.name == "__init__.py"
        and path.parent != PACKAGE
        and not re.search(r"\b[Kk]nows?\b", ast.get_docstring(tree(path)) or "")
    ]
    assert silent == []


@pytest.mark.parametrize("setting", settings.SETTINGS, ids=lambda one: one.key)
def test_a_setting_has_a_title_and_help_and_a_good_default(setting: settings.Setting) -> None:
    assert setting.title
    assert setting.help.endswith(".")
    assert setting.scope
    assert settings.check(setting, setting.default) == setting.default


def test_settings_have_keys_of_their_own() -> None:
    assert len({one.key for one in settings.SETTINGS}) == len(settings.SETTINGS)


def test_every_setting_is_read_and_every_read_setting_exists() -> None:
    table = {name for name, one in vars(settings).items() if isinstance(one, settings.Setting)}
    read = set()
    for path in MODULES:
        if name_of(path) == "core/settings.py":
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "settings":
                read |= {node.attr} if node.attr.isupper() else set()
            if isinstance(node, ast.ImportFrom) and node.module == "vibekoder.core.settings":
                read |= {name.name for name in node.names if name.name.isupper()}
    assert table - read == set()
    assert read - set(vars(settings)) == set()


def test_the_version_stands_in_one_place_and_in_the_changelog() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["dynamic"] == ["version"]
    assert f"## {vibekoder.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_one_path_in_the_readme_names_modules_that_exist() -> None:
    chapter = (ROOT / "README.md").read_text("utf-8").partition("## The one path")[2]
    stations = re.findall(r"^([a-z_/]+) {2,}\S", chapter.split("```")[1], re.MULTILINE)
    assert len(stations) > 10
    gone = [
        name
        for name in stations
        if not ((PACKAGE / f"{name}.py").is_file() or (PACKAGE / name / "__init__.py").is_file())
    ]
    assert gone == []


# What shows a person the text that it is given.
SHOWS = {
    "Act",
    "Button",
    "IconButton",
    "Notice",
    "Paragraph",
    "QAction",
    "QLabel",
    "addAction",
    "addItem",
    "addMenu",
    "draw_text",
    "say",
    "setAccessibleDescription",
    "setAccessibleName",
    "setPlaceholderText",
    "setText",
    "setToolTip",
    "setWindowTitle",
    "set_text",
}
SPEAKS = {"tr", "_tr", "later", "translate"}
# names, patterns, and what is looked for in sentences
NO_WORDS = {"VibeKoder", "pass show example", "d MMM yyyy", " was left out"}


def name_called(node: ast.AST) -> str:
    called = node.func if isinstance(node, ast.Call) else None
    return getattr(called, "attr", getattr(called, "id", ""))


def said(node: ast.AST) -> Iterator[ast.AST]:
    """A part of a module without docs, logs, and what is handed to a translation."""
    yield node
    for child in ast.iter_child_nodes(node):
        doc = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        log = ast.unparse(child.func).startswith("log.") if isinstance(child, ast.Call) else False
        if not doc and not log and name_called(child) not in SPEAKS:
            yield from said(child)


def test_every_text_that_a_person_sees_goes_through_a_translation() -> None:
    """Two words beside each other are one, wherever they stand; of what is shown one is enough."""
    silent = []
    for path in (one for one in MODULES if name_of(one).startswith("ui/")):
        for node in said(tree(path)):
            shown = node.args if isinstance(node, ast.Call) and name_called(node) in SHOWS else []
            for one, pattern in (
                (node, r"[A-Za-z]{2,} [a-z]{2,}"),
                *((x, "[A-Z][a-z]") for x in shown),
            ):
                text = getattr(one, "value", None) if isinstance(one, ast.Constant) else None
                if isinstance(text, str) and re.search(pattern, text) and text not in NO_WORDS:
                    silent.append(f"{name_of(path)}:{one.lineno}: {text}")
    assert silent == []


def test_every_text_that_counts_has_a_singular_and_a_plural(tmp_path: Path) -> None:
    words = runpy.run_path(str(ROOT / "packaging/words.py"))
    forms = words["forms"]()
    assert words["counted"]() == forms.keys()
    assert {len(one) for one in forms.values()} == {2}


def test_the_catalogue_that_ships_is_the_one_that_is_written(tmp_path: Path) -> None:
    words = runpy.run_path(str(ROOT / "packaging/words.py"))
    if words["lrelease"]() is None:
        pytest.skip("Qt's compiler of catalogues is not here")
    words["compiled"](words["ENGLISH"], tmp_path / "made.qm")
    shipped = words["ENGLISH"].with_suffix(".qm")
    assert (tmp_path / "made.qm").read_bytes() == shipped.read_bytes()


def pages() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md")]


@pytest.mark.parametrize("page", pages(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_page_links_to_exists(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    broken = [
        link for link in links if "://" not in link and not (page.parent / link).resolve().exists()
    ]
    assert broken == []


@pytest.mark.parametrize("name", ["settings.md", "keys.md", "providers.md"])
def test_a_generated_page_says_what_the_program_does(name: str) -> None:
    pages = runpy.run_path(str(ROOT / "packaging/pages.py"))["pages"]()
    assert (ROOT / "docs" / name).read_text("utf-8") == pages[name]


def example(page: str, kind: str) -> str:
    """The first example of that kind on a page."""
    found = re.search(rf"^(`{{3,}}){kind}\n(.*?)^\1$", page, re.MULTILINE | re.DOTALL)
    assert found
    return found[2]


def test_the_project_in_the_docs_opens_without_complaint(tmp_path: Path) -> None:
    page = (ROOT / "docs/projects.md").read_text("utf-8")
    (tmp_path / "vibekoder.toml").write_text(example(page, "toml"), "utf-8")
    project = Project.open(tmp_path)
    assert project.problems == ()
    assert project.backend("house").key_variable == "HOUSE_KEY"
    assert project.backend("here").local


@pytest.mark.parametrize("page", ["README.md", "docs/format.md"])
def test_the_session_on_a_page_reads_as_it_says(page: str) -> None:
    session = parse(example((ROOT / page).read_text("utf-8"), "markdown").encode())
    user, assistant = session.slices[-2:]
    assert (user.role, user.id) == (Role.USER, "k3m5qa")
    assert assistant.model == "rehearsal/echo"
    assert take_apart(assistant.text).answer.startswith("That the file is either the old one")


def texts() -> Iterator[Path]:
    """Everything of the project that a person may read."""
    for folder in ("vibekoder", "tests", "packaging", "docs", "resources", ".ci"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".png":
                yield path
    yield from (
        path for path in ROOT.iterdir() if path.is_file() and path.suffix in {".md", ".toml"}
    )


def test_the_project_speaks_of_the_product_alone() -> None:
    # written apart, so that this line is not what it looks for
    words = ["issue" + r" #?\d", "/" + "work/", "/" + "tmp/vk", "py" + "pi", "python" + "hosted"]
    words += ["registry" + r"\.", "sub" + "agent", "before-" + "stop"]
    pattern = re.compile("|".join(words), re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in texts()
        for number, line in enumerate(path.read_text("utf-8", "replace").split("\n"), 1)
        if pattern.search(line)
    ]
    assert found == []
