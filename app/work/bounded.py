"""Every computed request has its turn, its time, and somebody who still waits for the answer."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.body_cap import replay
from app.problems import Refused, answer_to
from app.security import WITH_BODY
from app.work.figures import Figures
from app.work.gate import Gate
from app.work.outlet import Outlet, Sending
from app.work.paths import Kind, kind_of
from app.work.visit import Visit
from models.interruption import obeying

RETRY_AFTER_S = 5


class Bounded:
    """Stands inside BodyCap: a body has arrived before its request waits for a slot.

    A request whose time is up is answered at once, one whose client went away not at all; either
    leaves the queue, or is stopped at its next checkpoint. Its slot is held until it has stopped.
    """

    def __init__(self, app: ASGIApp, gate: Gate, deadline_s: float, figures: Figures) -> None:
        self.app = app
        self.gate = gate
        self.deadline_s = deadline_s
        self.figures = figures
        self.sending = Sending(figures)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = kind_of(scope) if scope["type"] == "http" else Kind.LIGHT
        if kind is Kind.LIGHT:
            await self.app(scope, receive, send)
            return
        visit = Visit()
        body = (await receive()).get("body", b"") if scope["method"] in WITH_BODY else b""
        gone = asyncio.create_task(_until_gone(receive))
        outlet = Outlet(scope, send, self.sending)
        answering = asyncio.create_task(self._answer(kind, scope, body, gone, outlet, visit))
        try:
            some = (answering, gone)
            await asyncio.wait(some, timeout=self.deadline_s, return_when="FIRST_COMPLETED")
            if not (answering.done() or outlet.begun):
                refusal = self._end(visit, gone=gone.done())
                outlet.closed = True
                if visit.waiting:
                    answering.cancel()
                if refusal:
                    await answer_to(Request(scope), refusal)(scope, receive, send)
            await asyncio.wait((answering,))
        finally:
            visit.stop()
            gone.cancel()
        if not outlet.closed:
            answering.result()
        elif not answering.cancelled():
            answering.exception()  # of an answer that nobody waits for

    def _end(self, visit: Visit, *, gone: bool) -> HTTPException | None:
        """Stop a request before its answer; what is said to a client that is still there."""
        visit.stop()
        if gone:
            self.figures.left[visit.at] += 1
            return None
        self.figures.late[visit.at] += 1
        seconds = f"{self.deadline_s:g}"
        if visit.waiting:
            return Refused(503, "waited_too_long", retry_after_s=RETRY_AFTER_S, seconds=seconds)
        return Refused(504, "computed_too_long", seconds=seconds)

    async def _answer(
        self,
        kind: Kind,
        scope: Scope,
        body: bytes,
        gone: asyncio.Task[None],
        outlet: Outlet,
        visit: Visit,
    ) -> None:
        async def disconnected() -> Message:
            await asyncio.wait((gone,))
            return {"type": "http.disconnect"}

        try:
            with obeying(visit):
                if kind is Kind.COMPUTED:
                    outlet.slot = await self.gate.enter()
                await self.app(scope, replay(body, disconnected), outlet)
        except Refused as error:  # not through the log of failures: there may be very many
            await answer_to(Request(scope), error)(scope, disconnected, outlet)
        finally:
            outlet.leave()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
