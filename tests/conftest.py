"""What every test stands on: no display, no home of a person, no network beyond this machine."""

from __future__ import annotations

import asyncio
import atexit
import gc
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

# before anything imports Qt
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")
if not os.environ.get("XDG_RUNTIME_DIR"):
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="vibekoder-run-")  # Qt warns without it
    atexit.register(shutil.rmtree, os.environ["XDG_RUNTIME_DIR"], ignore_errors=True)

import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from tests.support.server import ScriptedServer
from vibekoder.app.tongue import speak
from vibekoder.store.paths import resources

FOLDERS = {
    "HOME": "home",
    "USERPROFILE": "home",
    "APPDATA": "roaming",
    "LOCALAPPDATA": "local",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "xdg-state",
    "VIBEKODER_STATE": "state",
}
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY")
FULL_COLLECTION = 30  # tests

settings.register_profile(
    "quick",
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("full", parent=settings.get_profile("quick"), max_examples=1500)


def pytest_addoption(parser: pytest.Parser) -> None:
    """--full adds the slow tests, --bench runs the benchmarks instead."""
    parser.addoption("--full", action="store_true", help="run the slow tests too")
    parser.addoption("--bench", action="store_true", help="run the benchmarks, and nothing else")


def pytest_configure(config: pytest.Config) -> None:
    """Larger budgets with --full; the variable tells processes that tests start."""
    gc.disable()
    if config.getoption("--full"):
        os.environ["VIBEKODER_FULL"] = "1"
    settings.load_profile("full" if os.environ.get("VIBEKODER_FULL") else "quick")


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Collect cycles here, in the main thread, and nowhere else.

    A collection in a server's or a writer's thread would destroy Qt objects there, and their
    timers would then fire for objects that are gone.
    """
    gc.collect(1)
    if gc.get_count()[2] >= FULL_COLLECTION:
        gc.collect()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the benchmarks by their folder, then choose what runs."""
    benchmarks = Path(__file__).parent / "benchmarks"
    for item in items:
        if item.path.is_relative_to(benchmarks):
            item.add_marker("benchmark")
        long = item.get_closest_marker("benchmark") or item.get_closest_marker("slow")
        if long and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(900))
    if config.getoption("--bench"):
        chosen = [item for item in items if item.get_closest_marker("benchmark")]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen
        return
    full = config.getoption("--full")
    for item in items:
        if item.get_closest_marker("benchmark"):
            item.add_marker(pytest.mark.skip(reason="a benchmark: --bench"))
        elif item.get_closest_marker("slow") and not full:
            item.add_marker(pytest.mark.skip(reason="slow: --full"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show each benchmark's JSON line, captured or not."""
    if not terminalreporter.config.getoption("--bench"):
        return
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for line in report.capstdout.splitlines():
                if line.startswith("{") and "ratio" in json.loads(line):
                    terminalreporter.write_line(line)


@pytest.fixture(autouse=True)
def private_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home, settings and state folder of this test alone; no keys, no proxies."""
    root = tmp_path_factory.mktemp("person", numbered=True)
    for name, folder in FOLDERS.items():
        (root / folder).mkdir(exist_ok=True)
        monkeypatch.setenv(name, str(root / folder))
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    return root


class Heard(logging.Handler):
    """Keeps what the program logs as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning that nobody expects fails the test; one that is meant is marked ``logs``."""
    heard = Heard()
    logger = logging.getLogger("vibekoder")
    logger.addHandler(heard)
    yield
    logger.removeHandler(heard)
    if request.node.get_closest_marker("logs") is None:
        assert heard.lines == []


@pytest.fixture(autouse=True)
def words(request: pytest.FixtureRequest) -> None:
    """Texts that count something agree, as they do in the program."""
    if {"app", "ui", "end2end"} & set(request.path.parts):
        speak(request.getfixturevalue("qapp"), resources())


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A scripted HTTP server on 127.0.0.1."""
    with ScriptedServer() as running:
        yield running


@pytest.fixture(scope="session")
def sleeping_qt_loop(qapp: QApplication) -> Iterator[QEventLoop]:
    """asyncio on Qt's loop, one for the whole run; see `qt_loop`."""
    loop = QEventLoop(qapp, already_running=True)
    asyncio._set_running_loop(None)
    yield loop
    loop.stop()
    loop.close()


@pytest.fixture
def qt_loop(sleeping_qt_loop: QEventLoop) -> Iterator[QEventLoop]:
    """asyncio on Qt's loop: tasks go on wherever Qt's events do (``qtbot.waitUntil``)."""
    asyncio._set_running_loop(sleeping_qt_loop)
    yield sleeping_qt_loop
    asyncio._set_running_loop(None)
