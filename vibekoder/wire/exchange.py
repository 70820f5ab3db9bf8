"""One request's whole life without I/O: facts of the transport in, events out, exactly one end."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal
from urllib.parse import urljoin

from vibekoder.core import events, hosts
from vibekoder.core.errors import Code, Failure
from vibekoder.core.events import Event
from vibekoder.wire import failures, heal, nearby, redaction, retry
from vibekoder.wire.failures import KEPT, Place
from vibekoder.wire.heal import Healed
from vibekoder.wire.http import ChatRequest, Dialect, Endpoint, HttpRequest, origin_of
from vibekoder.wire.said import Said

State = Literal["send", "flight", "pause", "heal", "ended"]
Phase = Literal["connecting", "waiting", "stream", "refusal", "page"]

MOST_REDIRECTS = 3
LARGEST_REFUSAL = 2**20  # bytes of an error's body that are read
REFUSAL_LIMIT = 15.0  # seconds that an error's body may take
LOADING_PAUSE = 2.0  # seconds between two looks whether a model is loaded
LOADING_TRIES = 300
FINISHED_LIMIT = 30.0  # seconds that an answer may stay open behind its own end

_CONTROL = (b":", b"event:", b"id:", b"retry:")


class Exchange:
    """Facts in, events out. Every method returns the events that its fact makes.

    After every call the driver looks at ``state``: "send": hand ``http`` to the transport and call
    ``sent``; "pause", "heal" and "ended": cancel the call if there is one. Then it arms its timer
    for ``due`` (monotonic seconds, None for never) and calls ``tick``. "heal": the server refused
    one parameter, and ``http`` is the request without it; it goes once ``resume`` is called.
    Facts may come in any order, also after the end: what does not fit is ignored.

    The connect limit is the transport's: only it knows when a connection stands, and a server that
    loads a model may take minutes before it answers with its headers. The idle limit counts from
    the last piece that was understood; comments and unreadable bytes are no progress.

    ``jitter`` gives numbers from 0 to 1; ``wall`` seconds since the epoch, for servers that name a
    date. Raises Refused at once if the dialect cannot build the request.
    """

    def __init__(
        self,
        dialect: Dialect,
        endpoint: Endpoint,
        request: ChatRequest,
        *,
        jitter: Callable[[], float],
        idle_limit: float | None = 600.0,
        max_retries: int = 2,
        wall: Callable[[], float] = time.time,
    ) -> None:
        endpoint, request = heal.knowing(endpoint, request)
        self.http: HttpRequest = dialect.build(endpoint, request)
        if request.body is not None:
            self.http = replace(self.http, body=request.body)
        self.state: State = "pause"
        self.due: float | None = None
        self.retries = 0
        self._dialect = dialect
        self._endpoint = endpoint
        self._request = request
        self._model = request.model
        self._heals: list[str] = []
        self._jitter = jitter
        self._wall = wall
        self._idle_limit = idle_limit
        self._max_retries = max_retries
        self._redirects = 0
        self._answer = Said()  # the one copy of the running answer
        self._emitted = False  # an answer has begun: no second one is put behind it
        self._came = False  # there is something of it that a person can keep
        self._begin()

    @property
    def content(self) -> str:
        """The answer so far."""
        return self._answer.text()

    def start(self, now: float) -> list[Event]:
        """Begin; the request is to be sent now."""
        if self.state != "pause" or self.due is not None:
            return []
        self.state, self.due = "send", None
        return [events.step("connecting")]

    def sent(self, now: float) -> list[Event]:
        """The transport has the request."""
        if self.state == "send":
            self.state = "flight"
            self._begin()
            self._arm(now, self._idle_limit)
        return []

    def connected(self, now: float) -> list[Event]:
        """The server has the request; from a transport that can tell, else part of ``opened``."""
        if self.state != "flight" or self._phase != "connecting":
            return []
        self._phase = "waiting"
        self._arm(now, self._idle_limit)
        return [events.step("waiting")]

    def opened(self, status: int, headers: Sequence[tuple[str, str]], now: float) -> list[Event]:
        """Status and headers have come."""
        if self.state != "flight" or self._phase not in ("connecting", "waiting"):
            return []
        waited = self.connected(now)
        self._status, self._headers = status, tuple(headers)
        self._fields = {name.lower(): value for name, value in headers}
        if 200 <= status < 300:
            # Not by content type: pages and streams come under each other's names.
            self._phase = "stream"
            self._arm(now, self._idle_limit)
            return waited
        if 300 <= status < 400:
            return self._redirect(now)
        self._phase = "refusal"
        self._arm(now, REFUSAL_LIMIT)
        return []

    def received(self, data: bytes, now: float) -> list[Event]:
        """Some bytes of the body."""
        if self.state != "flight":
            return []
        if self._phase == "stream":
            return self._stream(data, now)
        if self._phase in ("refusal", "page"):
            self._body += data
            if self._is_enough():
                return self._conclude(now)
        return []

    def closed(self, failure: Failure | None, now: float) -> list[Event]:
        """No more bytes: the peer's own end of the body, or why they stopped."""
        if self.state != "flight":
            return []
        if self._phase in ("refusal", "page"):
            return self._conclude(now)
        if self._phase == "stream":
            return self._closed(failure, now)
        why = failure or failures.no_answer(self._place)
        if self._phase == "connecting":
            # one that took the request and then broke off does run
            why = nearby.not_running(why, self._endpoint, self.http.url)
        return self._fail(why, now)

    def tick(self, now: float) -> list[Event]:
        """The time of ``due`` has come; too early does nothing."""
        if self.state not in ("flight", "pause") or self.due is None or now < self.due:
            return []
        if self.state == "pause":
            self.state, self.due = "send", None
            return [events.step("connecting")]
        if self._phase in ("refusal", "page"):
            return self._conclude(now)
        if self._phase == "stream" and self._decoder.finish:
            return self._complete(now)
        return self._fail(failures.idle(self._place, self._idle_limit or 0), now)

    def resume(self, now: float) -> list[Event]:
        """The changed request may leave: what it says is on file."""
        if self.state != "heal":
            return []
        self.state = "send"
        return [events.step("connecting")]

    def cancel(self, now: float) -> list[Event]:
        """The user stopped it; the text so far is in the event."""
        if self.state == "ended":
            return []
        return [*self._rest(), self._end(events.cancelled(self.content))]

    def _begin(self) -> None:
        """Everything that belongs to one try."""
        self._phase: Phase = "connecting"
        self._status: int | None = None
        self._headers: tuple[tuple[str, str], ...] = ()
        self._fields: Mapping[str, str] = {}
        self._body = b""  # of a refusal or a page; of a stream the beginning, until it proves one
        self._framer = self._dialect.framer()
        self._decoder = self._dialect.decoder(self._endpoint, self._model)

    @property
    def _place(self) -> Place:
        return Place.of(self._endpoint, self.http.url, self._model)

    def _arm(self, now: float, limit: float | None) -> None:
        self.due = None if limit is None else now + limit

    def _stream(self, data: bytes, now: float) -> list[Event]:
        if not self._decoder.read and len(self._body) < KEPT:
            self._body += data[: KEPT - len(self._body)]
            if self._body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
                self._phase = "page"
                self._arm(now, REFUSAL_LIMIT)
                return self._conclude(now) if self._is_enough() else []
        before = self._decoder.read
        made = self._told(self._decoder.feed(self._framer.feed(data)))
        if self._decoder.read != before:
            # some servers tell the end, and leave the connection open
            limit = self._idle_limit
            ending = min(limit or FINISHED_LIMIT, FINISHED_LIMIT)
            self._arm(now, ending if self._decoder.finish else limit)
        return made + self._verdict(now)

    def _verdict(self, now: float) -> list[Event]:
        """The end, if the stream itself has told it."""
        decoder = self._decoder
        if decoder.failure is not None and not decoder.finish:
            return self._fail(decoder.failure, now)
        if decoder.done or decoder.failure is not None:
            return self._complete(now)
        return []

    def _closed(self, failure: Failure | None, now: float) -> list[Event]:
        made: list[Event] = []
        if failure is None:
            made = self._told(self._decoder.feed(self._framer.end()))
        made += self._verdict(now)
        if self.state != "flight":
            return made
        if self._decoder.finish:
            return made + self._complete(now)
        return made + self._fail(self._why(failure), now)

    def _why(self, failure: Failure | None) -> Failure:
        """Why a body ended that told no end."""
        if failure is not None:
            if failure.code not in (Code.UNREACHABLE, Code.CUT_OFF):
                return failure
            return self._cut_off(failure.message)
        if self._decoder.read:
            return self._cut_off()
        lines = self._body.replace(b"\r", b"\n").split(b"\n")
        if any(line.strip() and not line.startswith(_CONTROL) for line in lines):
            return failures.page(self._body, self._place, self._status)
        return failures.empty(self._place, "", None)

    def _cut_off(self, why: str = "") -> Failure:
        """What cannot be read may be a gateway's own words about it."""
        told = "\n\n".join(one for one in (why, self._decoder.unreadable) if one)
        return replace(failures.cut_off(self._place), detail=told)

    def _is_enough(self) -> bool:
        if self._phase == "page":
            return len(self._body) >= KEPT or b"</title" in self._body.lower()
        return len(self._body) >= LARGEST_REFUSAL

    def _conclude(self, now: float) -> list[Event]:
        """What a body means that is no stream."""
        status, headers = self._status or 0, self._headers
        if self._phase == "page":
            return self._fail(failures.page(self._body, self._place, status), now)
        failure = self._dialect.failure(status, headers, self._body, self._endpoint, self._model)
        # what is sent again byte for byte is not changed
        if len(self._heals) < heal.MOST_HEALS and self._request.body is None:
            healed = heal.heal(failure, self._endpoint, self._request, self._dialect.build)
            if healed is not None:
                return [self._healed(healed, failure)]
        wait = retry.named_wait(headers, self._wall())
        if wait is None and failure.retry_after is None and status in retry.LIMITED:
            wait = retry.limit_wait(headers, self._wall())
        return self._fail(failure if wait is None else replace(failure, retry_after=wait), now)

    def _healed(self, healed: Healed, failure: Failure) -> Event:
        """The request without what was refused, and what is told of it."""
        self._endpoint, self.http = healed.endpoint, healed.http
        self._redirects = 0
        self._heals.append(healed.sentence)
        self.state, self.due = "heal", None
        more: dict[str, Any] = {"params": list(healed.params), "quirks": dict(healed.quirks)}
        message = f"{healed.sentence} {self._clean(failure).message}"
        code, name = str(failure.code), healed.name
        return events.step("retrying", after=0, code=code, message=message, dropped=name, **more)

    def _redirect(self, now: float) -> list[Event]:
        """Follow within the same origin, with the same method and body; never to another."""
        location, status = self._fields.get("location", ""), self._status or 0
        target = _joined(self.http.url, location)
        same = bool(target) and origin_of(target) == origin_of(self.http.url)
        if same and status in (307, 308) and self._redirects < MOST_REDIRECTS:
            self._redirects += 1
            self.http = replace(self.http, url=target)
            self.state, self.due = "pause", now
            return []
        return self._fail(failures.redirect(self._place, status, target), now)

    def _told(self, made: list[Event]) -> list[Event]:
        for event in made:
            if event.event == events.DELTA:
                self._answer.add(event.data["content"])
                self._emitted = self._came = True
            elif (stage := event.data.get("step")) in ("reasoning", "tool_calls"):
                self._emitted = True
                self._came = self._came or stage == "tool_calls" or bool(event.data.get("details"))
        return made

    def _rest(self) -> list[Event]:
        """What the decoder still held back; it belongs to the answer at any end."""
        return self._told(self._decoder.end())

    def _complete(self, now: float) -> list[Event]:
        decoder, rest = self._decoder, self._rest()
        if not self._came and decoder.failure is not None:
            return self._fail(decoder.failure, now)
        if not self._came and decoder.finish != "tool_calls":
            return self._fail(self._nothing(), now)
        end = events.completed(
            self.content,
            decoder.finish,
            raw=decoder.raw,
            usage=decoder.usage,
            skipped=decoder.skipped + self._framer.skipped,
            warning=self._warning(),
            cost=decoder.cost,
            echo=decoder.echo,
        )
        return [*rest, self._end(end)]

    def _nothing(self) -> Failure:
        """Why there is no word of an answer that has an end."""
        place, decoder = self._place, self._decoder
        if failures.gave_up(decoder.raw):
            return failures.interrupted(place, emitted=False)
        return failures.empty(place, decoder.finish, decoder.raw, decoder.note)

    def _warning(self) -> str:
        """What a person should know of an answer that is whole."""
        failure, note = self._decoder.failure, self._decoder.note
        said = [*self._heals, *([redaction.redact(note, self._endpoint)] if note else [])]
        if failure is None and failures.gave_up(self._decoder.raw):
            failure = failures.interrupted(self._place, emitted=True)
        return " ".join([*said, *([self._clean(failure).message] if failure else [])])

    def _fail(self, failure: Failure, now: float) -> list[Event]:
        failure = self._clean(failure)
        wait = self._wait(failure)
        if wait is not None:
            self.retries += 1
            self.state, self.due = "pause", now + wait
            # who counts requests may say so in the stream too, and then it counts them all
            code = Code.RATE_LIMITED if failure.status == 429 else failure.code
            why, said, count = str(code), failure.message, self.retries
            return [events.step("retrying", after=wait, code=why, message=said, retry=count)]
        rest = self._rest()
        hint = failure.hint
        if not hint.startswith(failures.SAFE):
            hint = f"{failures.safe(self._came)} {hint}".strip()
        detail = failures.with_request_id(failure.detail, self._fields)
        # a server that echoes what it was asked with may do so in that name as well
        failure = self._clean(replace(failure, hint=hint, detail=detail))
        told = self._decoder
        end = events.error(
            failure,
            self.content,
            finish=told.finish,
            raw=told.raw,
            usage=told.usage,
            cost=told.cost,
            skipped=told.skipped + self._framer.skipped,
        )
        return [*rest, self._end(end)]

    def _wait(self, failure: Failure) -> float | None:
        """The pause before another try; None if there shall be none."""
        if self._emitted:
            return None
        most = min(self._max_retries, 1) if failure.status in retry.ONCE else self._max_retries
        if most and failures.is_loading(failure) and hosts.is_here(self.http.url):
            # a model of many gigabytes takes its time
            pause = failure.retry_after or LOADING_PAUSE
            return pause if self.retries < LOADING_TRIES and pause <= retry.LONGEST_WAIT else None
        if not failure.retryable or self.retries >= most:
            return None
        if failure.retry_after:
            return failure.retry_after if failure.retry_after <= retry.LONGEST_WAIT else None
        return retry.backoff(self.retries, self._jitter())

    def _clean(self, failure: Failure) -> Failure:
        return redaction.redacted(failure, self._endpoint)

    def _end(self, event: Event) -> Event:
        self.state, self.due = "ended", None
        return event


def _joined(url: str, location: str) -> str:
    try:
        target = urljoin(url, location) if location else ""
        origin_of(target)
    except ValueError:
        return ""
    return target
