"""How a backend is called in files."""

from __future__ import annotations

import pytest

from vibekoder.store.entry_names import free_name
from vibekoder.store.projects import BackendEntry


@pytest.mark.parametrize(
    ("title", "base_url", "taken", "name"),
    [
        ("House & Co", "", (), "house-co"),
        ("", "https://far.example/v1", (), "far-example"),
        ("", "", (), "openai"),
        ("…", "", (), "backend"),
        ("House", "", ("house", "house-2"), "house-3"),
    ],
)
def test_a_name_is_made_of_what_is_known_and_is_nobody_elses(
    title: str, base_url: str, taken: tuple[str, ...], name: str
) -> None:
    assert free_name(BackendEntry("", "openai", title, base_url), taken) == name
