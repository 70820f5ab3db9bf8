"""What the search for secrets costs, beside one bare regular expression over the same text."""

from __future__ import annotations

import re
import time

from tests.support.bench import ratio, report
from vibekoder.core.leaks import scan

LIMIT = 2.5
ROUNDS = 5
SIZE = 10_000_000
PAGE = (
    "def token_of(request: Request, secret: str) -> str:\n"
    '    """Give the token of a request; a password is asked for where there is none."""\n'
    "    return sign(request.path, key=secret, words=['a', 'b'], risk-free=True)\n\n"
    "The quick brown fox jumps over the lazy dog, https://example.org/a/b?c=d, and SKIPS it.\n"
)
TEXT = (PAGE * (SIZE // len(PAGE) + 1))[:SIZE]
BARE = re.compile(r"(?i)(?:api_?key|secret|token|password)\s*[=:]\s*\S+")


def test_ten_megabytes_are_scanned_like_by_one_pattern() -> None:
    found = ratio(lambda: scan(TEXT), lambda: list(BARE.finditer(TEXT)), ROUNDS, time.process_time)
    report("scan for secrets", found, LIMIT, "one bare pattern", ROUNDS)
