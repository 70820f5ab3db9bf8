"""OpenAI's Assistants, which this program never asks, told as the events of Responses.

The names of the program's own events come from this protocol; relays may still answer in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vibekoder.wire import loose

PREFIX = "thread."

# How a run ends, and which event that is; "failed" is what a server gives up by itself.
_ENDS: Mapping[str, str] = {
    "completed": "completed",
    "requires_action": "completed",
    "incomplete": "incomplete",
    "cancelled": "cancelled",
    "failed": "failed",
    "expired": "failed",
}


def name_of(event: str, known: Mapping[str, Any]) -> str:
    """The event's name, made from the object where its own was lost; "" for other protocols."""
    object_ = loose.text(known.get("object"))
    name = event or object_
    if name in ("thread.run", "thread.message", "thread.run.step"):
        name = f"{name}.{loose.text(known.get('status'))}"
    return name if name.startswith(PREFIX) else ""


def translated(name: str, known: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The same as events of Responses; none where nothing was said."""
    kind, _, state = name.removeprefix(PREFIX).rpartition(".")
    if kind == "message" and state == "delta":
        yield from _texts(known, loose.fields(known.get("delta")), "delta", "delta")
    elif kind == "message":
        yield from _texts(known, known, "done", "text")
    elif kind == "run.step":
        told = known.get("delta") if state == "delta" else known
        details = loose.fields(loose.fields(told).get("step_details"))
        for at, call in enumerate(map(loose.fields, loose.entries(details.get("tool_calls")))):
            yield from _call(f"{known.get('id')} {call.get('index', at)}", call, state)
    elif kind == "run" and state in _ENDS:
        yield _end(_ENDS[state], known)


def _texts(
    known: Mapping[str, Any], said: Mapping[str, Any], state: str, member: str
) -> Iterator[dict[str, Any]]:
    for at, part in enumerate(map(loose.fields, loose.entries(said.get("content")))):
        yield {
            "type": f"response.output_text.{state}",
            "item_id": known.get("id"),
            "content_index": part.get("index", at),
            member: loose.fields(part.get("text")).get("value"),
        }


def _call(key: str, call: Mapping[str, Any], state: str) -> Iterator[dict[str, Any]]:
    """A call, or a piece of one; the first piece has its id and its name."""
    function = loose.fields(call.get("function"))
    tool = loose.text(call.get("type")) or "function"
    if call.get("id"):
        item = {"id": key, "call_id": call["id"], "type": f"{tool}_call"}
        yield {
            "type": "response.output_item.added",
            "item": {**item, "name": function.get("name")},
        }
    given = function.get("arguments")
    event, member = "function_call_arguments", "arguments"
    if tool == "code_interpreter":
        given = loose.fields(call.get("code_interpreter")).get("input")
        event, member = "code_interpreter_call_code", "code"
    if state == "delta":
        yield {"type": f"response.{event}.delta", "item_id": key, "delta": given}
    else:
        yield {"type": f"response.{event}.done", "item_id": key, member: given}


def _end(state: str, run: Mapping[str, Any]) -> dict[str, Any]:
    usage = loose.fields(run.get("usage"))
    cut = loose.fields(run.get("incomplete_details"))
    state = "incomplete" if state == "completed" and cut.get("reason") else state
    return {
        "type": f"response.{state}",
        "response": {
            "incomplete_details": cut,
            "error": run.get("last_error"),
            "usage": {
                "input_tokens": usage.get("prompt_tokens"),
                "output_tokens": usage.get("completion_tokens"),
                "input_tokens_details": usage.get("prompt_token_details"),
                "output_tokens_details": usage.get("completion_tokens_details"),
            },
        },
    }
