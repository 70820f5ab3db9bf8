"""A request that was changed because its server refused a parameter gets a receipt of its own.

Runs in the writer's thread, after the refusal and before the changed request leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from vibekoder.engine.prepare import Work, receipt_of, store_receipt


def heal(work: Work, quirks: Mapping[str, Any]) -> str:
    """Put what will be sent now on the disk; returns its receipt's short name.

    ``quirks`` is what the request has found out. StoreError if the disk refuses.
    """
    work.request = replace(work.request, quirks={**work.request.quirks, **quirks})
    work.receipt = receipt_of(work)
    for data in work.receipt.objects.values():
        work.home.objects.put(data)
    store_receipt(work)
    return work.receipt.short
