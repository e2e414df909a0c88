"""The application: settings in, FastAPI out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount, Route

from app import __version__, attention_files, convolution_files, pages, problem_pages
from app.api import (
    attend,
    beam,
    classify,
    convolve,
    explain,
    grids,
    health,
    learn,
    matrix,
    models,
    practice,
    tensors,
    translate,
)
from app.assets import OwnFiles, plotly_script
from app.body_cap import BodyCap
from app.bundles import BUNDLES, bundle_file
from app.classifiers import Classifiers
from app.compression import Compressed
from app.docs import DESCRIPTION, docs_routes
from app.i18n import texts
from app.observing.events import events_route
from app.observing.exposition import metrics_route
from app.observing.metrics import Metrics
from app.observing.middleware import Observing
from app.observing.sampler import Sampler
from app.observing.tally import Tally
from app.problems import Problem, handle, problem_texts
from app.registry import Registry
from app.security import Guard, OwnHost, OwnOrigin
from app.settings import STATIC, Settings
from app.templating import PLOTLY_URL
from app.work.batcher import Batcher, Size
from app.work.bounded import Bounded
from app.work.cache import Cache
from app.work.figures import Figures
from app.work.gate import Gate
from app.work.process import settle
from app.work.rate import RateLimited
from app.work.remembered import Recalling, Remembering
from app.work.uploads import Uploads
from models.errors import LoupeError

COMPRESSED_FROM = 1024
"""Bytes."""


def create_app(settings: Settings | None = None, registry: Registry | None = None) -> FastAPI:
    """The whole application.

    When it starts the default model is loaded, the others after it while it already answers. None
    at all is fine (the pages say so); what is broken at first sight is a BrokenArtefact.
    """
    settings = settings or Settings()
    figures = Figures()
    gate = Gate(settings.computations, settings.waiting, figures)
    cache = Cache(settings.cache_bytes, figures)
    uploads = asyncio.Semaphore(settings.uploads)
    metrics, tally = Metrics(), Tally()
    sampler = Sampler(metrics, tally)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        settle()
        texts(), problem_texts()  # read now, not amid the first request
        opened = Registry.load(settings.weights) if registry is None else registry
        app.state.registry = opened.start()
        async with sampler.running(app.state):
            yield
        opened.stop()

    app = FastAPI(
        title="Loupe",
        version=__version__,
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        middleware=[
            Middleware(Observing, metrics=metrics, tally=tally, addresses=settings.log_addresses),
            Middleware(Guard),
            Middleware(OwnHost, trusted_hosts=settings.trusted_hosts),
            Middleware(OwnOrigin),
            Middleware(
                RateLimited,
                per_s=settings.rate_per_s,
                burst=settings.rate_burst,
                forwarded_for=settings.forwarded_for,
                figures=figures,
            ),
            Middleware(
                Uploads,
                turns=uploads,
                limit=settings.body_bytes,
                timeout_s=settings.body_timeout_s,
                figures=figures,
            ),
            Middleware(BodyCap, limit=settings.body_bytes, timeout_s=settings.body_timeout_s),
            Middleware(Recalling, cache=cache),
            Middleware(Bounded, gate=gate, deadline_s=settings.deadline_s, figures=figures),
            Middleware(Remembering, cache=cache),
            Middleware(Compressed, minimum_size=COMPRESSED_FROM),
        ],
        exception_handlers={
            LoupeError: handle,
            HTTPException: handle,
            RequestValidationError: handle,
        },
        responses={
            422: {
                "model": Problem,
                "description": "What was wrong with which value, and what is allowed.",
                "content": {"application/problem+json": {}},
            },
            "default": {
                "model": Problem,
                "description": "Whatever else stands in the way: too large a body (413), another "
                "kind of file (415), a server that is busy (503), …",
                "content": {"application/problem+json": {}},
            },
        },
    )
    app.state.settings = settings
    app.state.work = figures
    app.state.gate = gate
    app.state.uploads = uploads
    app.state.batcher = Batcher(
        lambda group, asked: translate.answers(app.state.registry, group, asked),
        gate,
        figures,
        Size(settings.batch, translate.BATCH_CHARACTERS),
    )
    app.state.sampler = sampler
    app.state.classifiers = Classifiers.load(settings.classifiers)
    for tag, resource in (
        ("Attention", translate),
        ("Attention", attend),
        ("Attention", beam),
        ("Attention", explain),
        ("Convolution", convolve),
        ("Convolution", learn),
        ("Convolution", matrix),
        ("Convolution", practice),
        ("Convolution", grids),
        ("Convolution", classify),
        ("Models", models),
        ("Models", tensors),
    ):
        app.include_router(resource.router, prefix="/api/v1", tags=[tag])
    app.include_router(health.router, tags=["Server"])
    app.include_router(convolution_files.router)
    app.router.routes += [
        *pages.routes,
        *attention_files.routes,
        *docs_routes,
        *problem_pages.routes,
        metrics_route,
        events_route,
        Route(PLOTLY_URL, plotly_script),
        Route(f"{BUNDLES}/{{digest}}/{{names:path}}", bundle_file),
        Mount("/static", OwnFiles(directory=STATIC)),
    ]
    return app
