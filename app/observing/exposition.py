"""GET /metrics: Prometheus's text format, by default for this machine alone.

How busy a site is, what it refuses and which versions it runs is nobody's business but that of who
runs it: to an attacker it shows whether the attack works. So only requests from this machine are
answered, and none that a proxy has passed on, for behind one everybody comes from this machine.
Where a network of one's own stands around the server, LOUPE_METRICS=everywhere opens it.
"""

from ipaddress import ip_address

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.observing.metrics import Metrics
from app.observing.sampler import Sampler
from app.problems import Refused
from app.settings import Settings

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PASSED_ON = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def from_this_machine(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in PASSED_ON):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


async def metrics(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    if settings.metrics == "loopback" and not from_this_machine(request):
        raise Refused(403, "metrics_kept")
    sampler: Sampler = request.app.state.sampler
    sampler.totals(request.app.state)
    figures: Metrics = sampler.metrics
    text = await run_in_threadpool(figures.text)
    return Response(text, headers={"Cache-Control": "no-store"}, media_type=MEDIA_TYPE)


metrics_route = Route("/metrics", metrics)
