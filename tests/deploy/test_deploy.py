"""What is under deploy/, held against schemas, linters and the program: no container engine runs here."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes_validate import validate

from bot.server.figures import standing_figures
from bot.server.metrics import Metrics
from bot.settings import PROJECT_ROOT

DEPLOY = PROJECT_ROOT / "deploy"
MANIFESTS = sorted(path for path in (DEPLOY / "kubernetes").glob("*.yml") if path.name != "kustomization.yml")
KUBERNETES = "1.28"
SETTING = re.compile(r"\bPLN123_[A-Z_]+")
FIGURE = re.compile(r"\bpln123_\w+")


def program(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def resources() -> Iterator[dict[str, Any]]:
    for path in MANIFESTS:
        yield from yaml.safe_load_all(path.read_text())


def documented() -> set[str]:
    return set(SETTING.findall((PROJECT_ROOT / "docs" / "settings.md").read_text()))


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_manifests_are_what_kubernetes_expects(path: Path) -> None:
    made = list(yaml.safe_load_all(path.read_text()))
    assert made
    for resource in made:
        validate(resource, KUBERNETES, strict=True)


def test_a_manifest_with_a_slip_is_refused() -> None:
    deployment = next(one for one in resources() if one["kind"] == "Deployment")
    deployment["spec"]["template"]["spec"]["containers"][0]["readinesProbe"] = {}
    with pytest.raises(Exception, match="readinesProbe"):
        validate(deployment, KUBERNETES, strict=True)


def test_all_manifests_are_applied_but_the_example_of_secrets() -> None:
    applied = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yml").read_text())["resources"]
    assert sorted([*applied, "secret.example.yml"]) == [path.name for path in MANIFESTS]


def test_what_manifests_name_exists() -> None:
    made = {(one["kind"], one["metadata"]["name"]): one for one in resources()}
    app = made["Deployment", "pln123"]["spec"]["template"]
    container = app["spec"]["containers"][0]
    for source in container["envFrom"]:
        (kind,) = source
        assert ({"configMapRef": "ConfigMap", "secretRef": "Secret"}[kind], source[kind]["name"]) in made
    ports = {port["name"] for port in container["ports"]}
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert container[probe]["httpGet"]["port"] in ports
        assert container[probe]["httpGet"]["path"] in {"/healthz", "/livez"}
    assert made["Service", "pln123"]["spec"]["selector"].items() <= app["metadata"]["labels"].items()
    assert made["HorizontalPodAutoscaler", "pln123"]["spec"]["scaleTargetRef"]["name"] == "pln123"


def test_yaml_is_in_order() -> None:
    done = subprocess.run(
        [program("yamllint"), "--strict", "-c", str(DEPLOY / ".yamllint"), str(DEPLOY)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_containerfile_is_in_order() -> None:
    done = subprocess.run(
        [program("hadolint"), str(DEPLOY / "Containerfile")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_what_the_containerfile_copies_is_there() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    assert copied
    for name in " ".join(copied).split():
        assert (PROJECT_ROOT / name).exists(), name


def test_services_of_the_compose_file_wait_for_one_another_and_have_a_check() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text())["services"]
    for name, service in services.items():
        for other in service.get("depends_on", {}):
            # the app's own check stands in the image
            assert "healthcheck" in services[other] or services[other].get("image") == "pln123", (name, other)
    asked = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yml").read_text()))
    offered = set(re.findall(r"^(\w+)=", (DEPLOY / "compose.env.example").read_text(), re.MULTILINE))
    assert asked == offered


def test_settings_that_are_set_exist() -> None:
    files = [path for path in DEPLOY.rglob("*") if path.is_file()]
    used = {name for path in files for name in SETTING.findall(path.read_text())}
    # of the compose file alone
    assert used - {"PLN123_PUBLIC_PORT"} <= documented()
    assert {"PLN123_REDIS_URL", "PLN123_SESSION_KEY", "PLN123_DATABASE_URL", "PLN123_API_TOKEN"} <= used


@pytest.mark.parametrize("name", ["dashboard.json", "alerts.yml"])
def test_figures_that_are_watched_are_told(name: str, store: Any, database_url: str) -> None:
    from bot.apkt.handover import HandoverQueue

    metrics, queue = Metrics(), HandoverQueue(database_url)
    metrics.turns.labels("rest", "answered").inc()
    metrics.seconds.labels("rest").observe(0.01)
    metrics.tickets.labels("talk", "GANGGUAN").inc()
    told = (metrics.text() + standing_figures(store, queue)).decode()
    queue.close_connections()
    watched = set(FIGURE.findall((DEPLOY / "monitoring" / name).read_text()))
    assert watched
    for figure in watched:
        assert re.search(rf"^(# TYPE )?{figure}\b", told, re.MULTILINE), figure


def test_panels_of_the_dashboard_have_places_of_their_own() -> None:
    panels = json.loads((DEPLOY / "monitoring" / "dashboard.json").read_text())["panels"]
    places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}
    assert len(places) == len({panel["id"] for panel in panels}) == len(panels)


def test_every_alert_stands_in_the_runbook() -> None:
    rules = yaml.safe_load((DEPLOY / "monitoring" / "alerts.yml").read_text())["groups"][0]["rules"]
    runbook = (PROJECT_ROOT / "docs" / "operator.md").read_text()
    for rule in rules:
        assert f"`{rule['alert']}`" in runbook
