"""The program's edge: what it takes from the world, so that tests can give it."""

from __future__ import annotations

import os
import random
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from vibekoder.engine.ledger import Ledger
from vibekoder.store.trace import Trace


@dataclass(frozen=True, slots=True)
class Edge:
    """Two clocks, the environment, chance, the ledger, and the trace if there is one.

    ``attended`` tells whether somebody sits in front of it who can be asked.
    """

    now: Callable[[], float] = time.monotonic
    wall: Callable[[], datetime] = datetime.now
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    rng: random.Random = field(default_factory=random.SystemRandom)
    trace: Trace | None = None
    ledger: Ledger = field(default_factory=Ledger)
    attended: bool = True

    def request_id(self) -> str:
        """A name for a request that no other has."""
        return uuid.UUID(int=self.rng.getrandbits(128), version=4).hex
