"""Code taken out of a session: without the signs of a prompt, and what its file may be called."""

from __future__ import annotations

import re
from typing import Final

_FIRST: Final = re.compile(r"(?:[\w.@~/\\:-]*\$|>>>|PS [^>\n]*>|In \[\d+\]:) ")
_MORE: Final = re.compile(r"(?:>|\.\.\.|\.{3,}:|\s*\.\.\.:)(?: |$)")
_NAME: Final = re.compile(r"(?:[\w.+@-]+/)*[\w.+@-]*\.\w+(?=$|[\s\"'}:,])")
ENDINGS: Final = {
    "bash": ".sh",
    "c": ".c",
    "c++": ".cpp",
    "cpp": ".cpp",
    "cs": ".cs",
    "csharp": ".cs",
    "css": ".css",
    "diff": ".diff",
    "go": ".go",
    "html": ".html",
    "ini": ".ini",
    "java": ".java",
    "javascript": ".js",
    "js": ".js",
    "json": ".json",
    "jsx": ".jsx",
    "kotlin": ".kt",
    "lua": ".lua",
    "markdown": ".md",
    "md": ".md",
    "patch": ".diff",
    "php": ".php",
    "py": ".py",
    "python": ".py",
    "rb": ".rb",
    "ruby": ".rb",
    "rust": ".rs",
    "sh": ".sh",
    "shell": ".sh",
    "sql": ".sql",
    "svg": ".svg",
    "swift": ".swift",
    "toml": ".toml",
    "ts": ".ts",
    "tsx": ".tsx",
    "typescript": ".ts",
    "xml": ".xml",
    "yaml": ".yaml",
    "yml": ".yaml",
}


def without_prompts(code: str) -> str:
    """The commands of a recorded dialogue, without their signs and without what was answered.

    Code that does not begin with a prompt's sign is given as it is.
    """
    lines = code.split("\n")
    first = next((line for line in lines if line.strip()), "")
    if not _FIRST.match(first):
        return code
    commands = list[str]()
    asked = False
    for line in lines:
        found = _FIRST.match(line) or (_MORE.match(line) if asked else None)
        asked = found is not None
        if found:
            commands.append(line[found.end() :])
    return "\n".join(commands).rstrip("\n")


def file_name(info: str) -> str:
    """What a file with this code may be called, from what stands behind the fence's signs.

    A name that stands there itself is taken without its folders.
    """
    language, _, rest = info.strip().partition(" ")
    language = language.strip("{}").removeprefix(".")
    found = _NAME.search(rest) or (_NAME.search(language) if "." in language else None)
    if found:
        return found.group().rpartition("/")[2]
    return f"code{ENDINGS.get(language.lower(), '.txt')}"


def title(info: str) -> str:
    """The name of a file that stands behind a fence's language; empty if there is none."""
    _, _, rest = info.strip().partition(" ")
    found = _NAME.search(rest)
    return found.group() if found else ""
