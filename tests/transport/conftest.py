from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.nets import NETS, Net, open_net


@pytest.fixture(params=NETS)
def net(request: pytest.FixtureRequest) -> Iterator[Net]:
    """Each transport in turn."""
    with open_net(request.param, request) as opened:
        yield opened
