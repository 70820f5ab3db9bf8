"""A backend's entry turned into one of another kind, with all that still makes sense."""

from __future__ import annotations

from dataclasses import replace

from vibekoder.core.providers import PROVIDERS, Provider
from vibekoder.store.projects import BackendEntry

_NOBODY = Provider("", "")


def of_kind(entry: BackendEntry, kind: str) -> BackendEntry:
    """The entry as one of this kind.

    What was the provider's own (its title, address, key variable) becomes the new one's; what the
    person has set stays. A model stays where the address does; parameters stay in any case: those
    that the new kind does not take are named, and not sent.
    """
    old, new = PROVIDERS.get(entry.kind, _NOBODY), PROVIDERS[kind]
    own = entry.base_url in ("", old.base_url)
    base_url = new.base_url if own or not new.networked else entry.base_url
    variable = entry.key_variable
    if variable in ("", *old.key_variables):
        # a server of one's own that wanted no key wants none now
        variable = new.key_variable if own or variable else ""
    return replace(
        entry,
        kind=kind,
        title=new.title if entry.title in ("", old.title) and base_url else entry.title,
        base_url=base_url,
        key_variable=variable if new.networked else "",
        model=entry.model if base_url == entry.base_url else "",
    )
