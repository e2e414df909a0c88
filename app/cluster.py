"""The application on a Ray cluster: `serve run app.cluster:application`, or deploy/ray-serve.yaml.

Each replica is the whole application in a process of its own, set by the same LOUPE_ variables. As
nothing is stored, any replica answers any request, and there are as many as the load asks for.
"""

from fastapi import FastAPI
from ray import serve

from app.settings import Settings

PROCESSORS = 1
"""Of one replica: more of them share better than larger ones, and their batches fill as well."""


def build() -> FastAPI:
    """The application of one replica."""
    from app.main import create_app

    return create_app(Settings().model_copy(update={"computations": PROCESSORS}))


application = serve.deployment(
    name="loupe",
    ray_actor_options={"num_cpus": PROCESSORS, "memory": 1024**3},
    autoscaling_config={
        "min_replicas": 1,
        "max_replicas": 16,
        "target_ongoing_requests": 16,  # so many translations are computed together
        "upscale_delay_s": 5,
        "downscale_delay_s": 300,
    },
    max_ongoing_requests=64,  # of one replica
    max_queued_requests=256,  # of one proxy; the next is refused
    backpressure_config={"status_code": 503, "retry_after_s": 1},
    graceful_shutdown_timeout_s=12,
)(serve.ingress(build)()).bind()
