"""What `deploy/` says agrees with the image and with the application that it runs."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient

from app.serving.server import GRACE_S, PATIENCE_S
from app.settings import Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
SERVICE: dict[str, Any] = COMPOSE["services"]["loupe"]
KUBERNETES: dict[str, dict[str, Any]] = {
    each["kind"]: each
    for each in yaml.safe_load_all(
        (ROOT / "deploy" / "kubernetes.yaml").read_text(encoding="utf-8")
    )
}
POD: dict[str, Any] = KUBERNETES["Deployment"]["spec"]["template"]["spec"]
CONTAINER: dict[str, Any] = POD["containers"][0]
PROBES = [CONTAINER[f"{kind}Probe"]["httpGet"] for kind in ("startup", "readiness", "liveness")]


def instruction(name: str) -> str:
    return re.findall(rf"^{name} (.*)$", DOCKERFILE, re.MULTILINE)[-1]


def test_everything_runs_as_the_user_that_the_image_has() -> None:
    assert instruction("USER") == "10001:10001"
    assert SERVICE["user"] == "10001:10001"
    context = POD["securityContext"]
    assert (context["runAsUser"], context["runAsGroup"]) == (10001, 10001)
    assert context["runAsNonRoot"] is True
    assert re.search(r"useradd [^\n]*--uid 10001\b", DOCKERFILE)


def test_everything_listens_where_the_image_does() -> None:
    port = int(instruction("EXPOSE"))
    assert f'"--port", "{port}"' in instruction("CMD")
    assert SERVICE["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert CONTAINER["ports"] == [{"name": "http", "containerPort": port}]
    assert KUBERNETES["Service"]["spec"]["ports"][0]["targetPort"] == "http"
    assert {probe["port"] for probe in PROBES} == {"http"}


def test_nothing_may_be_written_or_gained() -> None:
    assert SERVICE["read_only"] is True
    assert SERVICE["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in SERVICE["security_opt"]
    own = CONTAINER["securityContext"]
    assert own["readOnlyRootFilesystem"] is True
    assert own["allowPrivilegeEscalation"] is False
    assert own["capabilities"] == {"drop": ["ALL"]}
    assert POD["automountServiceAccountToken"] is False
    assert "privileged" not in str(SERVICE) + str(POD)


def test_memory_and_processors_are_bounded() -> None:
    assert (SERVICE["mem_limit"], SERVICE["cpus"]) == ("2g", 2)
    assert CONTAINER["resources"]["limits"] == {"cpu": "2", "memory": "2Gi"}
    assert set(CONTAINER["resources"]["requests"]) == {"cpu", "memory"}


@pytest.mark.parametrize("probe", PROBES, ids=["startup", "readiness", "liveness"])
def test_a_probe_asks_for_what_is_answered(client: TestClient, probe: dict[str, Any]) -> None:
    headers = {header["name"]: header["value"] for header in probe["httpHeaders"]}
    assert client.get(probe["path"], headers=headers).status_code in (200, 503)
    assert client.get(probe["path"], headers={"Host": "10.1.2.3:8000"}).status_code == 400


def test_a_pod_is_alive_while_it_loads_and_ready_once_it_has_loaded() -> None:
    startup, readiness, liveness = PROBES
    assert startup["path"] == readiness["path"] == "/readyz"
    assert liveness["path"] == "/healthz"
    assert "/readyz" in SERVICE["healthcheck"]["test"][-1]
    assert "/readyz" in DOCKERFILE or "/healthz" in DOCKERFILE


def test_there_is_time_to_end_in_order() -> None:
    grace = GRACE_S + PATIENCE_S
    assert int(SERVICE["stop_grace_period"].removesuffix("s")) > grace
    before = int(CONTAINER["lifecycle"]["preStop"]["exec"]["command"][1])
    assert POD["terminationGracePeriodSeconds"] > before + grace


def test_variables_are_settings() -> None:
    names = {variable["name"] for variable in CONTAINER["env"]} | set(SERVICE["environment"])
    known = {f"LOUPE_{field}".upper() for field in Settings.model_fields}
    assert {name for name in names if name.startswith("LOUPE_")} <= known
    assert POD["enableServiceLinks"] is False, "a Service named loupe sets LOUPE_PORT and others"


def test_what_belongs_together_names_each_other() -> None:
    labels = KUBERNETES["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert KUBERNETES["Deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert KUBERNETES["Service"]["spec"]["selector"] == labels
    assert KUBERNETES["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    target = KUBERNETES["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) == ("Deployment", "loupe")
    assert "replicas" not in KUBERNETES["Deployment"]["spec"], "the autoscaler's to say"


def test_the_image_has_every_file_that_is_read_at_run_time() -> None:
    kept = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    for folder in ("app", "models", "static", "templates"):
        assert f"!{folder}" in kept
        assert re.search(rf"^COPY .*\b{folder}\b", DOCKERFILE, re.MULTILINE)
    assert (ROOT / "deploy" / SERVICE["build"]["context"] / "Dockerfile").is_file()
