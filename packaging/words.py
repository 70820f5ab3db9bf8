"""Compiles the catalogues of words in resources/; run it after changing one, or a plural.

The catalogue of English has the singular and plural of every text that counts something; what has
none yet is named. Another language is another file beside it, ``vibekoder_de.ts``, with the texts
of all calls of ``tr``.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "resources/words"
ENGLISH = FOLDER / "vibekoder_en.ts"


def counted() -> set[str]:
    """Every text of the program with ``%n`` in it."""
    found: set[str] = set()
    for path in sorted((ROOT / "vibekoder").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tr":
                text = node.args[0]
                if isinstance(text, ast.Constant) and "%n" in str(text.value):
                    found.add(text.value)
    return found


def forms(catalogue: Path = ENGLISH) -> dict[str, list[str]]:
    """The forms of each text in a catalogue."""
    return {
        message.findtext("source", ""): [one.text or "" for one in message.iter("numerusform")]
        for message in ET.parse(catalogue).iter("message")  # noqa: S314  (our own file)
    }


def lrelease() -> str | None:
    """Qt's compiler of catalogues, where it is installed."""
    beside = Path(sys.executable).parent
    return shutil.which("pyside6-lrelease", path=str(beside)) or shutil.which("pyside6-lrelease")


def compiled(catalogue: Path, to: Path) -> None:
    """Compile a catalogue; it says on its own what is wrong."""
    tool = lrelease()
    if tool is None:
        raise SystemExit("pyside6-lrelease is not installed")
    subprocess.run(  # noqa: S603
        [tool, "-silent", "-nounfinished", str(catalogue), "-qm", str(to)], check=True
    )


if __name__ == "__main__":
    missing = counted() - forms().keys()
    if missing:
        raise SystemExit("without forms in English: " + "; ".join(sorted(missing)))
    for one in sorted(FOLDER.glob("*.ts")):
        compiled(one, one.with_suffix(".qm"))
