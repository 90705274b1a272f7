"""The pods of k8s/: every process is there, runs what the development runner runs, and can do nothing more."""

import pytest
import yaml

from config import gunicorn
from sandbox.runner.custom_resources import custom_resources_problems
from sandbox.runner.processes import PROCESSES
from tenancy.tasks import TIME_LIMIT_SECONDS
from tests.architecture.rendered import (
    OVERLAYS,
    ROOT,
    Workload,
    named,
    of_kind,
    plain,
    rendered,
    workload,
    workloads,
)

every_overlay = pytest.mark.parametrize("overlay", OVERLAYS)
COMMANDS = {process.name: plain(process.command) for process in PROCESSES}
# Deployments of k8s/, by the process of the development runner whose command they run.
WEB = {
    "backend": "core-web",
    "storefront": "core-web",
    "core-internal": "core-web",
    "automation": "automation-web",
}
WORKERS = {
    "worker-payments": "core-worker",
    "worker-default": "core-worker",
    "worker-bulk": "core-worker",
    "automation-worker": "automation-worker",
}
LOOPING = {
    "beat": "core-beat",
    "relay": "core-relay",
    "automation-beat": "automation-beat",
    "automation-feed": "automation-feed",
}


def option(command: list[str], name: str) -> str:
    return command[command.index(name) + 1]


def test_both_overlays_exist() -> None:
    assert OVERLAYS == ["production", "staging"]


@every_overlay
def test_every_process_of_the_runner_has_a_deployment(overlay: str) -> None:
    here = {one.name for one in workloads(overlay, "Deployment")}
    covered = {**WEB, **WORKERS, **LOOPING, "dashboard": "dashboard"}
    assert here == {*covered, "flower"}
    assert set(covered.values()) == set(COMMANDS) - {"sandbox"}


@every_overlay
@pytest.mark.parametrize("name", WEB)
def test_web_pods_run_the_runners_command(overlay: str, name: str) -> None:
    wanted = COMMANDS[WEB[name]]
    address = wanted.index("--bind")  # in a pod BIND says it
    assert workload(overlay, name).app["command"] == wanted[:address] + wanted[address + 2 :]


@every_overlay
@pytest.mark.parametrize("name", WORKERS)
def test_workers_run_the_runners_command_on_their_queue(overlay: str, name: str) -> None:
    command, wanted = workload(overlay, name).app["command"], COMMANDS[WORKERS[name]]
    assert command[: command.index("-Q")] == wanted[: wanted.index("-Q")]
    assert option(command, "-Q") in option(wanted, "-Q").split(",")
    assert option(command, "-n") == f"{name}@%h"


@every_overlay
@pytest.mark.parametrize("process", ["core-worker", "automation-worker"])
def test_every_queue_has_exactly_one_deployment(overlay: str, process: str) -> None:
    mine = [name for name, runs in WORKERS.items() if runs == process]
    queues = [option(workload(overlay, name).app["command"], "-Q") for name in mine]
    assert sorted(queues) == sorted(option(COMMANDS[process], "-Q").split(","))


@every_overlay
@pytest.mark.parametrize("name", LOOPING)
def test_looping_pods_run_the_runners_command(overlay: str, name: str) -> None:
    assert workload(overlay, name).app["command"] == COMMANDS[LOOPING[name]]


@every_overlay
def test_the_dashboard_runs_the_standalone_server(overlay: str) -> None:
    # `next start` refuses a standalone build, which is what keeps node_modules out of the image.
    assert workload(overlay, "dashboard").app["command"] == ["node", "server.js"]
    assert "NEXT_OUTPUT=standalone" in (ROOT / "dashboard" / "Dockerfile").read_text()


def test_architecture_names_these_numbers() -> None:
    replicas = {
        one["metadata"]["name"]: one["spec"]["minReplicas"]
        for one in of_kind("production", "HorizontalPodAutoscaler")
    }
    assert replicas == {"backend": 3, "storefront": 2}
    assert workload("production", "dashboard").resource["spec"]["replicas"] == 2
    assert workload("production", "beat").resource["spec"]["replicas"] == 2
    (port,) = named("production", "Service", "flower")["spec"]["ports"]
    assert port["port"] == 5555


@every_overlay
def test_i12_no_pod_is_root_or_holds_a_token(overlay: str) -> None:
    for one in workloads(overlay):
        context = one.pod["securityContext"]
        assert context["runAsNonRoot"] is True, one.name
        assert context["runAsUser"] >= 10000, one.name
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}, one.name
        assert one.pod["automountServiceAccountToken"] is False, one.name
        assert one.pod["serviceAccountName"] == "dropwright", one.name
        for key in ("hostNetwork", "hostPID", "hostIPC"):
            assert not one.pod.get(key), one.name


@every_overlay
def test_i12_no_container_can_write_or_gain_rights(overlay: str) -> None:
    for one in workloads(overlay):
        for container in one.containers():
            label = f"{one.name}/{container['name']}"
            context = container["securityContext"]
            assert context["readOnlyRootFilesystem"] is True, label
            assert context["allowPrivilegeEscalation"] is False, label
            assert context["capabilities"] == {"drop": ["ALL"]}, label
            assert {"name": "tmp", "mountPath": "/tmp"} in container["volumeMounts"], label  # noqa: S108
        volumes = [kind for volume in one.pod["volumes"] for kind in volume if kind != "name"]
        assert set(volumes) <= {"emptyDir", "configMap"}, one.name


@every_overlay
def test_every_container_has_bounds(overlay: str) -> None:
    for one in workloads(overlay):
        for container in one.containers():
            resources = container["resources"]
            assert {"cpu", "memory"} <= set(resources["requests"]), one.name
            assert "memory" in resources["limits"], one.name


@every_overlay
def test_no_variable_is_given_twice(overlay: str) -> None:
    for one in workloads(overlay):
        for container in one.containers():
            names = [row["name"] for row in container.get("env", [])]
            twice = {name for name in names if names.count(name) > 1}
            assert not twice, f"{one.name}/{container['name']}"


@every_overlay
def test_images_are_pinned(overlay: str) -> None:
    for one in workloads(overlay):
        for container in one.containers():
            tag = container["image"].rpartition(":")[2]
            assert tag[0].isdigit(), container["image"]


@every_overlay
def test_ops_01_pods_that_serve_are_probed(overlay: str) -> None:
    for name in WEB:
        app = workload(overlay, name).app
        assert app["startupProbe"]["httpGet"]["path"] == "/healthz"
        assert app["readinessProbe"]["httpGet"]["path"] == "/readyz"
        assert app["livenessProbe"]["httpGet"]["path"] == "/healthz"
        # /readyz takes up to two seconds to find out that nothing answers.
        assert app["readinessProbe"]["timeoutSeconds"] > 2


@every_overlay
def test_ops_01_pods_that_work_are_probed_by_what_they_do(overlay: str) -> None:
    database = {"core": "0", "automation": "2"}
    for name in WORKERS:
        one = workload(overlay, name)
        asks = ["python", "/probes/worker_ping.py", name, database[one.labels["dropwright.io/service"]]]
        assert one.app["livenessProbe"]["exec"]["command"] == asks
        assert one.app["startupProbe"]["exec"]["command"] == asks
    for name in LOOPING:
        assert workload(overlay, name).app["livenessProbe"]["exec"]["command"] == [
            "python",
            "/probes/progress.py",
        ]
    probed = {**WEB, **WORKERS, **LOOPING, "dashboard": "", "flower": ""}
    assert {one.name for one in workloads(overlay, "Deployment")} == set(probed)


@every_overlay
def test_probes_are_the_files_that_are_tested(overlay: str) -> None:
    (probes,) = [
        one for one in of_kind(overlay, "ConfigMap") if one["metadata"]["name"].startswith("probes-")
    ]
    folder = ROOT / "k8s" / "base" / "probes"
    assert probes["data"] == {path.name: path.read_text() for path in folder.glob("*.py")}


@every_overlay
def test_pods_are_given_time_to_finish(overlay: str) -> None:
    for name in WEB:
        one = workload(overlay, name)
        leaves = one.app["lifecycle"]["preStop"]["sleep"]["seconds"]
        assert leaves >= 5
        assert one.pod["terminationGracePeriodSeconds"] > leaves + gunicorn.graceful_timeout
    for name in WORKERS:
        assert workload(overlay, name).pod["terminationGracePeriodSeconds"] > TIME_LIMIT_SECONDS


@every_overlay
def test_ops_07_pods_that_serve_survive_a_node(overlay: str) -> None:
    guarded = {
        one["spec"]["selector"]["matchLabels"]["app.kubernetes.io/name"]
        for one in of_kind(overlay, "PodDisruptionBudget")
    }
    for name in (*WEB, "dashboard"):
        one = workload(overlay, name)
        assert name in guarded
        keys = {spread["topologyKey"] for spread in one.pod["topologySpreadConstraints"]}
        assert keys == {"kubernetes.io/hostname", "topology.kubernetes.io/zone"}
        assert one.resource["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


@every_overlay
def test_what_is_scaled_names_no_replicas(overlay: str) -> None:
    scaled = of_kind(overlay, "HorizontalPodAutoscaler", "ScaledObject")
    names = {one["spec"]["scaleTargetRef"]["name"] for one in scaled}
    assert names == {"backend", "storefront", *WORKERS}
    for name in names:
        assert "replicas" not in workload(overlay, name).resource["spec"], name


@every_overlay
@pytest.mark.parametrize("name", WORKERS)
def test_keda_counts_the_queue_the_worker_reads(overlay: str, name: str) -> None:
    one = workload(overlay, name)
    (trigger,) = named(overlay, "ScaledObject", name)["spec"]["triggers"]
    assert trigger["metadata"]["listName"] == option(one.app["command"], "-Q")
    assert trigger["metadata"]["databaseIndex"] == one.app["livenessProbe"]["exec"]["command"][-1]
    assert trigger["metadata"]["address"] == f"valkey.{one.resource['metadata']['namespace']}.svc:6379"


@every_overlay
def test_ops_07_migration_comes_before_the_rollout(overlay: str) -> None:
    for service, command in (
        ("core", ["python", "manage.py", "migrate_schemas"]),
        ("automation", ["python", "-m", "automation.manage", "migrate_schemas"]),
    ):
        job = workload(overlay, f"migrate-{service}")
        assert job.app["command"] == command
        for one in workloads(overlay, "Deployment"):
            if one.labels["dropwright.io/service"] == service:
                migrated, walls = one.pod["initContainers"]
                assert migrated["command"] == ["python", "/probes/migrated.py"]
                assert walls["command"][-5:] == ["check", "--tag", "platform", "--database", "default"]
                assert {migrated["image"], walls["image"], job.app["image"]} == {one.app["image"]}


@every_overlay
def test_no_secret_lies_in_the_manifests(overlay: str) -> None:
    assert of_kind(overlay, "Secret") == []
    for one in workloads(overlay):
        for container in one.containers():
            for variable in container.get("env", []):
                if any(
                    word in variable["name"] for word in ("SECRET", "PASSWORD", "PRIVATE", "_KEYS", "API_KEY")
                ):
                    assert "secretKeyRef" in variable["valueFrom"], f"{one.name}: {variable['name']}"


@every_overlay
def test_custom_resources_are_held_to_schemas(overlay: str) -> None:
    gateway = dict(named(overlay, "Gateway", "public"))
    assert custom_resources_problems(yaml.safe_dump_all(rendered(overlay)), ROOT) == []
    gateway["spec"] = gateway["spec"] | {"listners": []}
    (problem,) = custom_resources_problems(yaml.safe_dump(gateway), ROOT)
    assert "listners" in problem
    (problem,) = custom_resources_problems(yaml.safe_dump(gateway | {"kind": "GateWay"}), ROOT)
    assert "GateWay.json is missing" in problem


def test_workloads_have_one_container() -> None:
    assert all(isinstance(one, Workload) and one.app["name"] == "app" for one in workloads("production"))
