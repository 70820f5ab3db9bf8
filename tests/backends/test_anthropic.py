"""As a backend; its wire is tested in wire, its promises in test_parity."""

from __future__ import annotations

from tests.backends.conftest import KEY, ask
from tests.support.heard import Heard
from tests.support.nets import Net
from tests.support.server import ScriptedServer, failure
from vibekoder.backends.anthropic import AnthropicBackend
from vibekoder.wire.http import Endpoint


def test_it_speaks_to_any_base_url(net: Net, server: ScriptedServer) -> None:
    backend = AnthropicBackend(Endpoint("mine", f"{server.url}/deep/v1", KEY), net.transport)
    heard = Heard(backend)
    server.reply(failure(400, "no"))
    ask(backend)
    net.settle(heard.ended)
    path = server.visits[0].path
    assert path.startswith("/deep/")
    assert "messages" in path
    assert KEY not in path
    assert backend.name == "mine"
