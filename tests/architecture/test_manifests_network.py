"""Who reaches whom: the gateway's routes and the network policies of k8s/, read as the cluster would."""

import ipaddress
from collections.abc import Mapping
from typing import Any

import pytest

from tests.architecture.rendered import OVERLAYS, environment, named, of_kind, workload, workloads

every_overlay = pytest.mark.parametrize("overlay", OVERLAYS)
FETCHING = {"automation", "automation-worker"}
PRIVATE = (
    "10.1.2.3",
    "172.20.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "127.0.0.1",
    "0.0.0.0",  # noqa: S104 - an address that must not be reached
    "224.0.0.1",
    "255.255.255.255",
    "fd00:ec2::254",
    "fe80::1",
    "::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "2002:a00:1::",
)
PUBLIC = ("1.1.1.1", "93.184.215.14", "172.32.0.1", "2606:4700::1111")


def selects(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """Whether a label selector chooses a pod; an operator that is not used here is an error."""
    for key, value in selector.get("matchLabels", {}).items():
        if labels.get(key) != value:
            return False
    for expression in selector.get("matchExpressions", []):
        if expression["operator"] == "In":
            if labels.get(expression["key"]) not in expression["values"]:
                return False
        elif expression["operator"] == "Exists":
            if expression["key"] not in labels:
                return False
        else:
            raise AssertionError(expression)
    return True


def rules(overlay: str, direction: str, labels: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """The rules of all policies that choose a pod with these labels."""
    return [
        rule
        for policy in of_kind(overlay, "NetworkPolicy")
        if selects(policy["spec"]["podSelector"], labels)
        for rule in policy["spec"].get(direction.lower(), [])
    ]


def callers(overlay: str, labels: Mapping[str, str]) -> set[str]:
    """Our workloads, and `namespace:<name>`, that may open a connection to a pod with these labels."""
    found = set()
    for rule in rules(overlay, "Ingress", labels):
        for source in rule["from"]:
            if "namespaceSelector" in source:
                found.add(
                    f"namespace:{source['namespaceSelector']['matchLabels']['kubernetes.io/metadata.name']}"
                )
            else:
                found |= {
                    one.name for one in workloads(overlay) if selects(source["podSelector"], one.labels)
                }
    return found


def may_call(overlay: str, caller: str, labels: Mapping[str, str]) -> bool:
    """Whether egress of one workload lets it reach pods with these labels."""
    return any(
        selects(target["podSelector"], labels)
        for rule in rules(overlay, "Egress", workload(overlay, caller).labels)
        for target in rule["to"]
        if "podSelector" in target and "namespaceSelector" not in target
    )


def reaches(overlay: str, name: str, address: str) -> bool:
    """Whether egress lets a workload reach an address outside the cluster."""
    wanted = ipaddress.ip_address(address)
    for rule in rules(overlay, "Egress", workload(overlay, name).labels):
        for block in [target["ipBlock"] for target in rule["to"] if "ipBlock" in target]:
            inside = [ipaddress.ip_network(one) for one in block.get("except", [])]
            if wanted in ipaddress.ip_network(block["cidr"]) and not any(wanted in one for one in inside):
                return True
    return False


def internet_ports(overlay: str, name: str) -> set[int]:
    return {
        port["port"]
        for rule in rules(overlay, "Egress", workload(overlay, name).labels)
        if any("ipBlock" in target for target in rule["to"])
        for port in rule["ports"]
    }


def backends(overlay: str) -> dict[str, set[str]]:
    """Services that routes lead to, by route."""
    return {
        route["metadata"]["name"]: {
            backend["name"] for rule in route["spec"]["rules"] for backend in rule.get("backendRefs", [])
        }
        for route in of_kind(overlay, "HTTPRoute")
    }


@every_overlay
def test_b13_no_route_leads_to_what_is_internal(overlay: str) -> None:
    reached = set().union(*backends(overlay).values())
    assert reached == {"backend", "storefront", "automation", "dashboard"}
    assert {one["spec"].get("type", "ClusterIP") for one in of_kind(overlay, "Service")} == {"ClusterIP"}
    assert of_kind(overlay, "Ingress") == []


@every_overlay
def test_b13_only_core_internal_opens_the_internal_door(overlay: str) -> None:
    doors = {
        one.name: environment(overlay, one.app, {})["INTERNAL_HOSTS"]
        for one in workloads(overlay, "Deployment")
        if one.labels["dropwright.io/service"] == "core"
    }
    assert doors.pop("core-internal") == "core-internal"
    assert {"backend", "storefront"} <= set(doors)
    assert set(doors.values()) == {""}
    url = environment(overlay, workload(overlay, "automation").app, {})["CORE_INTERNAL_URL"]
    assert url == "http://core-internal:8000"


@every_overlay
def test_b13_only_automation_reaches_core_internal(overlay: str) -> None:
    internal = workload(overlay, "core-internal").labels
    automation = {
        one.name for one in workloads(overlay) if one.labels.get("dropwright.io/service") == "automation"
    }
    assert callers(overlay, internal) == automation
    for one in workloads(overlay):
        assert may_call(overlay, one.name, internal) == (one.name in automation), one.name


@every_overlay
def test_b13_automation_is_public_under_its_own_path_only(overlay: str) -> None:
    paths = {
        route["metadata"]["name"]: [match["path"] for match in rule.get("matches", [])]
        for route in of_kind(overlay, "HTTPRoute")
        for rule in route["spec"]["rules"]
        if any(backend["name"] == "automation" for backend in rule.get("backendRefs", []))
    }
    # The staff site has a host of its own, with no other path beside it.
    assert paths == {"api": [{"type": "PathPrefix", "value": "/api/v1/automation"}], "automation-admin": []}
    reached = workload(overlay, "automation").labels
    assert callers(overlay, reached) == {"namespace:envoy-gateway-system", "dashboard"}
    for name in ("automation-worker", "automation-beat", "automation-feed"):
        assert callers(overlay, workload(overlay, name).labels) == set()


@every_overlay
@pytest.mark.parametrize("service", ["sendgrid", "mailgun"])
def test_mail_services_reach_their_intake_from_outside(overlay: str, service: str) -> None:
    """POST https://api.<base>/api/v1/automation/webhooks/<service> ends in a pod that answers to that host."""
    route = named(overlay, "HTTPRoute", "api")["spec"]
    address = f"/api/v1/automation/webhooks/{service}"
    # The longest prefix wins; a rule for methods or headers would have to be said here.
    longest, backend = max(
        (len(match["path"]["value"]), rule["backendRefs"][0]["name"])
        for rule in route["rules"]
        for match in rule["matches"]
        if set(match) == {"path"} and address.startswith(match["path"]["value"] + "/")
    )
    assert (longest, backend) == (len("/api/v1/automation"), "automation")
    variables_there = environment(overlay, workload(overlay, "automation").app, {})
    assert set(route["hostnames"]) <= set(variables_there["AUTOMATION_ALLOWED_HOSTS"].split(","))
    assert {"SENDGRID_WEBHOOK_KEY", "MAILGUN_WEBHOOK_SIGNING_KEY"} <= set(variables_there)
    ports = {
        port["port"]
        for rule in rules(overlay, "Ingress", workload(overlay, "automation").labels)
        for port in rule["ports"]
        if any("namespaceSelector" in source for source in rule["from"])
    }
    assert 8001 in ports


@every_overlay
def test_hosts_lead_where_architecture_says(overlay: str) -> None:
    (base,) = named(overlay, "HTTPRoute", "platform")["spec"]["hostnames"]
    assert base == environment(overlay, workload(overlay, "backend").app, {})["BASE_DOMAIN"]
    hosts = {
        host: backends(overlay)[route["metadata"]["name"]]
        for route in of_kind(overlay, "HTTPRoute")
        for host in route["spec"].get("hostnames", [])
    }
    assert hosts == {
        base: {"backend"},
        f"www.{base}": {"backend"},
        f"admin.{base}": {"backend"},
        f"automation-admin.{base}": {"automation"},
        f"api.{base}": {"backend", "automation"},
        f"dashboard.{base}": {"dashboard"},
        f"*.{base}": {"storefront"},
    }
    certificate = named(overlay, "Certificate", "platform")["spec"]
    assert certificate["dnsNames"] == [base, f"*.{base}"]
    listeners = named(overlay, "Gateway", "public")["spec"]["listeners"]
    assert {one.get("hostname") for one in listeners} == {None, base, f"*.{base}"}
    secured = [one["tls"]["certificateRefs"][0]["name"] for one in listeners if one["protocol"] == "HTTPS"]
    assert secured == [certificate["secretName"]] * 2


@every_overlay
def test_plain_http_is_only_redirected(overlay: str) -> None:
    route = named(overlay, "HTTPRoute", "to-https")["spec"]
    assert route["parentRefs"] == [{"name": "public", "sectionName": "http"}]
    assert route["rules"] == [
        {"filters": [{"type": "RequestRedirect", "requestRedirect": {"scheme": "https", "statusCode": 301}}]}
    ]
    for other in of_kind(overlay, "HTTPRoute"):
        if other["metadata"]["name"] != "to-https":
            parents = other["spec"]["parentRefs"]
            assert all(
                one.get("sectionName") in {"platform", "wildcard"} or one.get("kind") for one in parents
            )


def test_merchants_own_domains_lead_to_shops() -> None:
    (route,) = [
        one
        for one in of_kind("production", "HTTPRoute")
        if "hostnames" not in one["spec"] and one["metadata"]["name"] != "to-https"
    ]
    (parent,) = route["spec"]["parentRefs"]
    listeners = named("production", parent["kind"], parent["name"])
    assert listeners["metadata"]["annotations"]["cert-manager.io/cluster-issuer"] == "letsencrypt-http01"
    assert all(one["protocol"] == "HTTPS" for one in listeners["spec"]["listeners"])
    assert backends("production")[route["metadata"]["name"]] == {"storefront"}


@every_overlay
def test_i12_everything_is_denied_at_first(overlay: str) -> None:
    policy = named(overlay, "NetworkPolicy", "default-deny")["spec"]
    assert policy == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


@every_overlay
@pytest.mark.parametrize("address", PRIVATE)
def test_e6_nothing_of_ours_reaches_private_addresses(overlay: str, address: str) -> None:
    assert [one.name for one in workloads(overlay) if reaches(overlay, one.name, address)] == []


@every_overlay
def test_e6_the_internet_is_for_those_who_need_it(overlay: str) -> None:
    calling = {"backend", "storefront", "core-internal", "worker-payments", "worker-default", "worker-bulk"}
    for address in PUBLIC:
        assert {
            one.name for one in workloads(overlay) if reaches(overlay, one.name, address)
        } == calling | FETCHING
    for name in calling:
        assert internet_ports(overlay, name) == {443}
    for name in FETCHING:
        assert internet_ports(overlay, name) == {80, 443}


@every_overlay
def test_each_service_reaches_its_own_database_only(overlay: str) -> None:
    core, automation = {"cnpg.io/cluster": "postgres-core"}, {"cnpg.io/cluster": "postgres-automation"}
    mine = {
        service: {
            one.name for one in workloads(overlay) if one.labels.get("dropwright.io/service") == service
        }
        for service in ("core", "automation")
    }
    assert callers(overlay, core) == mine["core"] | {"namespace:cnpg-system"}
    assert callers(overlay, automation) == mine["automation"] | {"namespace:cnpg-system"}
    for one in workloads(overlay):
        assert may_call(overlay, one.name, core) == (one.name in mine["core"]), one.name
        assert may_call(overlay, one.name, automation) == (one.name in mine["automation"]), one.name


@every_overlay
def test_valkey_is_reached_by_the_services_and_by_keda(overlay: str) -> None:
    valkey = workload(overlay, "valkey").labels
    ours = {one.name for one in workloads(overlay)} - {"dashboard", "valkey"}
    assert callers(overlay, valkey) == ours | {"namespace:keda"}
    assert {one.name for one in workloads(overlay) if may_call(overlay, one.name, valkey)} == ours


@every_overlay
def test_the_dashboard_reaches_both_apis_and_nothing_else(overlay: str) -> None:
    reached = {one.name for one in workloads(overlay) if may_call(overlay, "dashboard", one.labels)}
    assert reached == {"backend", "automation"}
    assert internet_ports(overlay, "dashboard") == set()


def test_the_reader_of_policies_can_say_no() -> None:
    assert not reaches("production", "dashboard", "1.1.1.1")
    assert not selects({"matchLabels": {"a": "1"}}, {"a": "2"})
    with pytest.raises(AssertionError):
        selects({"matchExpressions": [{"key": "a", "operator": "NotIn", "values": []}]}, {})
