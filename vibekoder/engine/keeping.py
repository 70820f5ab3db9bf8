"""Pinning a directive by hand: what it stands for now is kept, though nothing is sent."""

from __future__ import annotations

from collections.abc import Collection

from vibekoder.core import contents
from vibekoder.core.directives import Directive
from vibekoder.core.errors import Refused
from vibekoder.engine.exposing import leaks_of
from vibekoder.engine.resolve import Resolver


def keep(resolver: Resolver, directive: Directive, allowed: Collection[str]) -> str:
    """The pin of what it is now; all of it is in the objects when this returns.

    Raises Refused where that cannot be had, or holds a secret that is not ``allowed``: one is
    stored only as it is sent, and a send asks about it.
    """
    content = resolver.content(directive, fresh=True)
    for words in contents.form(directive, content):
        leaks = leaks_of(words.text, words.path, allowed)
        if leaks:
            raise Refused(
                f"{words.path} is not kept: it holds what looks like a secret ({leaks[0].title}).",
                "A send asks what is to become of it.",
            )
    for data in contents.objects_of(content):
        resolver.objects.put(data)
    return resolver.objects.short(content.object)
