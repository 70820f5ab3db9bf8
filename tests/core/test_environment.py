"""Values of an environment count wherever they stand under the name of their file."""

from __future__ import annotations

import pytest

from vibekoder.core.environment import is_environment, secret_lines
from vibekoder.core.leaks import scan

DIFF = """\
diff --git a/app.py b/app.py
--- a/app.py
+++ b/app.py
@@ -1 +1 @@
+TOKEN_LIMIT = 4096
 AUTH_KIND = 'basic'
diff --git a/service/.env b/service/.env
index 5bc..7d1 100644
--- a/service/.env
+++ b/service/.env
@@ -1,3 +1,3 @@
-DB_PASSWORD=hunter2hunter
+DB_PASSWORD=opensesame
 API_KEY='grue-some'
+DEBUG=truetrue
diff --git a/notes.md b/notes.md
--- a/notes.md
+++ b/notes.md
+SECRET = abcdefgh
"""
AMALGAM = (
    "==== a.py\nTOKEN = 'abcd'\n==== conf/.env\nSERVICE_TOKEN=abcdefg\n==== b.py\nKEY = 'abcd'\n"
)
PLAIN_DIFF = (
    "--- old/.env\t2024-01-01\n+++ /dev/null\t2024-01-01\n@@ -1 +0,0 @@\n-DB_PASS=abcdefg\n"
)


def values(text: str, path: str = "", *, printed: bool = False) -> list[str]:
    return [text[one.start : one.end] for one in secret_lines(text, path, printed=printed)]


@pytest.mark.parametrize("printed", [True, False])
def test_a_diff_tells_what_an_environment_file_lost_gained_and_kept(printed: bool) -> None:
    assert values(DIFF, "git_diff", printed=printed) == ["hunter2hunter", "opensesame", "grue-some"]


@pytest.mark.parametrize("text", ["--- a/.env", "diff --git a/x.env b/x.env", "diff --cc env.prod"])
def test_each_way_to_name_the_file_of_a_diff_is_read(text: str) -> None:
    more = "\n+++ b/.env" if text.startswith("---") else ""
    assert values(f"{text}{more}\n@@@ -1 +1 @@@\n++A_TOKEN=abcdefg\n") == ["abcdefg"]


def test_an_environment_file_that_is_deleted_is_told_too() -> None:
    assert values(PLAIN_DIFF) == ["abcdefg"]


def test_in_an_amalgam_each_file_is_for_itself() -> None:
    assert values(AMALGAM, "amalgam", printed=True) == ["abcdefg"]


def test_a_printed_environment_is_one_without_a_file() -> None:
    text = (
        "DB_PASSWORD=hunter2hunter\nexport API_KEY='grue-some'\nHOME=/root\nMAX_TOKENS=4096\n"
        "SSH_AUTH_SOCK=/tmp/agent\nDISABLE_AUTH=true\ntoken_of=lower-case\nPASSED = in 3 s\n"
    )
    assert values(text, "env", printed=True) == ["hunter2hunter", "grue-some"]
    assert values(text, "notes.md") == []


def test_what_stands_for_a_value_is_none() -> None:
    assert values("API_KEY=changeme\nTOKEN=${TOKEN}\n", ".env") == []


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        (".env", True),
        ("a/.env.local", True),
        ("prod.ENV", True),
        (".env#L1-2", True),
        (".envrc", True),
        ("prod.env.local", True),
        ("deploy/env.production", True),
        ("env.py", False),
        ("config.env.js", False),
        ("env.prod.example", False),
        (".env.example", False),
        ("environment.py", False),
        ("", False),
    ],
)
def test_an_environment_file_is_known_by_its_name(path: str, is_one: bool) -> None:
    assert is_environment(path) is is_one


def test_a_secret_of_a_diff_has_its_line_and_is_not_shown() -> None:
    first = scan(DIFF, "git_diff", printed=True)[0]
    assert (first.line, first.masked) == (12, "DB_PASSWORD=…")
    assert first.title == "value of an environment file"
