"""JSON that has gone wrong: what hypothesis makes of good frames."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

ODD = st.sampled_from(
    [None, True, False, 0, -1, 2**70, 1.5, "", "x", "\ud83d", [], [None], [[]], {}, {"a": None}]
)


def twisted(seeds: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """One of the frames, as it is, torn off, or with one of its values replaced by another."""
    return st.sampled_from(seeds).flatmap(_twisted)


def _twisted(seed: bytes) -> st.SearchStrategy[bytes]:
    value = json.loads(seed)
    places = list(_places(value, ()))
    replaced = st.tuples(st.sampled_from(places), ODD).map(
        lambda drawn: json.dumps(_replaced(value, *drawn)).encode()
    )
    torn = st.integers(0, len(seed)).map(lambda size: seed[:size])
    return st.one_of(st.just(seed), replaced, torn)


def _places(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(inner, (*path, key))


def _replaced(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    if not path:
        return odd
    key, *rest = path
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[key] = _replaced(value[key], tuple(rest), odd)
    return copied
