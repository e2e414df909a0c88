"""GET /status/events: the samples as server-sent events, to a bounded number of listeners."""

import asyncio
from collections.abc import Sequence

from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.observing.sampler import Sample, Sampler, as_columns
from app.problems import Refused

MOST_LISTENERS = 50
HEARTBEAT_S = 15.0
PATIENCE_S = 20.0
"""For a listener that takes nothing in; past it the stream ends."""
RETRY_MS = 3000
RETRY_AFTER_S = 30
HEADERS: Sequence[tuple[bytes, bytes]] = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would hold events back
)


class Events:
    """First an event `past` with all samples that are kept, then `now` with each new one.

    An event's data are columns: field of Sample -> list of numbers. The stream ends when the client
    goes away or the server stops; a listener too many is a 503.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        state = scope["app"].state
        sampler: Sampler = state.sampler
        if sampler.listeners >= MOST_LISTENERS:
            raise Refused(
                503, "too_many_listeners", retry_after_s=RETRY_AFTER_S, limit=MOST_LISTENERS
            )
        await send({"type": "http.response.start", "status": 200, "headers": list(HEADERS)})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        with sampler.listening():
            gone = asyncio.create_task(until_gone(receive))
            try:
                await told(send, f"retry: {RETRY_MS}\n{event('past', list(sampler.ring))}")
                while not getattr(state, "stopping", False):
                    sample = sampler.next()
                    done, _ = await asyncio.wait(
                        {gone, sample}, timeout=HEARTBEAT_S, return_when=asyncio.FIRST_COMPLETED
                    )
                    if gone in done:
                        return
                    await told(send, event("now", [sampler.ring[-1]]) if done else ":\n\n")
                await send({"type": "http.response.body", "body": b""})
            except TimeoutError:
                return
            finally:
                gone.cancel()
                await asyncio.gather(gone, return_exceptions=True)


def event(name: str, samples: Sequence[Sample]) -> str:
    return f"event: {name}\ndata: {as_columns(samples)}\n\n"


async def told(send: Send, text: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        body = text.encode("ascii")
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


events_route = Route("/status/events", Events(), methods=["GET"])
