"""What is under deploy/, held against schemas, linters and the program: no container engine runs here."""

from __future__ import annotations

import json
import re
import shutil
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
_NGINX_FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
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


# Label of a figure → values that it can have, as the code of the server names them; None: any.
LABELS: dict[str, dict[str, set[str] | None]] = {
    "pln123_turns_total": {"channel": {"rest", "widget"}, "outcome": {"answered", "failed", "not_ready", "busy"}},
    "pln123_turn_seconds_bucket": {"channel": {"rest", "widget"}, "le": None},
    "pln123_turn_wait_seconds_bucket": {"le": None},
    "pln123_tickets_total": {"jenis": None, "source": None},
    "pln123_open_reports": {"jenis": None, "tipe_wo": None},
    "pln123_handovers_open": {"state": {"waiting", "talking"}},
}


def queries() -> Iterator[str]:
    for panel in json.loads((DEPLOY / "monitoring" / "dashboard.json").read_text())["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))
    for group in yaml.safe_load((DEPLOY / "monitoring" / "alerts.yml").read_text())["groups"]:
        yield from (rule["expr"] for rule in group["rules"])


@pytest.mark.parametrize("query", sorted(set(queries())))
def test_labels_that_are_asked_for_exist(query: str) -> None:
    allowed: dict[str, set[str] | None] = {}
    for figure in FIGURE.findall(query):
        allowed |= LABELS.get(figure, {})
    by = {label.strip() for inside in re.findall(r"by \(([^)]*)\)", query) for label in inside.split(",")}
    assert by <= set(allowed)
    for label, values in re.findall(r'(\w+)(?:!?=~?)"([^"]*)"', query):
        known = allowed[label]
        assert known is None or set(values.split("|")) <= known, label


def test_labels_of_the_figures_are_those_that_the_server_gives(store: Any, database_url: str) -> None:
    from bot.apkt.handover import HandoverQueue
    from tests.apkt.drafts import gangguan

    metrics, queue = Metrics(), HandoverQueue(database_url)
    store.create(gangguan(), actor="uji", idempotency_key="a")
    metrics.turns.labels("rest", "answered").inc()
    metrics.seconds.labels("rest").observe(0.01)
    metrics.waited.observe(0.01)
    metrics.tickets.labels("talk", "GANGGUAN").inc()
    told = (metrics.text() + standing_figures(store, queue)).decode()
    queue.close_connections()
    for figure, labels in LABELS.items():
        shown = re.search(rf"^{figure}\{{(.*?)\}}", told, re.MULTILINE)
        assert shown, figure
        assert set(re.findall(r'(\w+)="', shown[1])) == set(labels), figure


def test_what_the_autoscaler_scales_by_is_told_how_to_be_made() -> None:
    text = (DEPLOY / "kubernetes" / "autoscaler.yml").read_text()
    (metric,) = [
        one["pods"]["metric"]["name"] for one in yaml.safe_load(text)["spec"]["metrics"] if one["type"] == "Pods"
    ]
    assert metric == yaml.safe_load((DEPLOY / "monitoring" / "adapter.yml").read_text())["rules"][0]["name"]["as"]


def test_the_adapters_rule_reads_a_figure_that_exists() -> None:
    (rule,) = yaml.safe_load((DEPLOY / "monitoring" / "adapter.yml").read_text())["rules"]
    figures = set(FIGURE.findall(rule["seriesQuery"]))
    assert figures == {"pln123_turns_total"}
    assert "<<.Series>>" in rule["metricsQuery"]
    assert "<<.GroupBy>>" in rule["metricsQuery"]


def test_the_proxy_says_itself_who_the_caller_is_and_bounds_an_address() -> None:
    """A location that sets a header of its own inherits none: then the caller's words would be passed on."""
    config = (DEPLOY / "nginx.conf").read_text()
    server = config.split("server {", 1)[1]
    before_locations = re.sub(r"location [^{]*\{[^}]*\}", "", server)
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in before_locations
    assert 'proxy_set_header Forwarded "";' in before_locations
    locations = re.findall(r"location [^{]*\{([^}]*)\}", server)
    for inside in locations:
        assert "proxy_set_header" not in inside
        assert "return 404" in inside or "limit_req " in inside
    zones = set(re.findall(r"zone=(\w+):", config))
    used = set(re.findall(r"limit_req zone=(\w+)", config)) | set(re.findall(r"limit_conn (\w+) ", config))
    assert zones == used


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_reads_the_configuration(tmp_path: Path) -> None:
    kept = "".join(f"{kind}_temp_path {tmp_path / kind};" for kind in _NGINX_FOLDERS)
    config = (DEPLOY / "nginx.conf").read_text().replace("server app:8123", "server 127.0.0.1:8123")
    config = config.replace("http {", f"http {{ {kept}").replace("/tmp/nginx.pid", str(tmp_path / "pid"))
    (tmp_path / "nginx.conf").write_text(config)
    done = subprocess.run(
        ["nginx", "-t", "-p", str(tmp_path), "-e", "stderr", "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_only_the_app_reaches_redis() -> None:
    made = {(one["kind"], one["metadata"]["name"]): one for one in resources()}
    policy = made["NetworkPolicy", "pln123-redis"]["spec"]
    (allowed,) = policy["ingress"]
    (source,) = allowed["from"]
    app, redis = (made["Deployment", name]["spec"]["template"] for name in ("pln123", "pln123-redis"))
    assert policy["podSelector"]["matchLabels"].items() <= redis["metadata"]["labels"].items()
    assert source["podSelector"]["matchLabels"].items() <= app["metadata"]["labels"].items()
    ports = {port["name"] for port in redis["spec"]["containers"][0]["ports"]}
    assert {port["port"] for port in allowed["ports"]} == ports


def test_no_secret_stands_in_plain_text() -> None:
    secret = re.compile(r"(PASSWORD|\w+_TOKEN|\w+_KEY)[ \t]*[:=][ \t]*\"?([^\s\"$#{?]+)")
    for path in (path for path in DEPLOY.rglob("*") if path.is_file() and path.suffix != ".json"):
        for name, value in secret.findall(path.read_text()):
            assert value in {"SESSION_KEY", "API_TOKEN"}, (path.name, name)


def test_panels_of_the_dashboard_have_places_of_their_own() -> None:
    panels = json.loads((DEPLOY / "monitoring" / "dashboard.json").read_text())["panels"]
    places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}
    assert len(places) == len({panel["id"] for panel in panels}) == len(panels)


def test_every_alert_stands_in_the_runbook() -> None:
    rules = yaml.safe_load((DEPLOY / "monitoring" / "alerts.yml").read_text())["groups"][0]["rules"]
    runbook = (PROJECT_ROOT / "docs" / "operator.md").read_text()
    for rule in rules:
        assert f"`{rule['alert']}`" in runbook
