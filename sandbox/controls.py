"""`/controls/…`: failures of any service, the log of calls, reset."""

import json

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from sandbox.asking import asked, done, flag_of, refused, times_of
from sandbox.database import Connection, Json
from sandbox.extension import sandbox
from sandbox.faults import (
    SERVICES,
    UnusableFault,
    fault_add,
    fault_from,
    faults_active,
)

blueprint = Blueprint("controls", __name__, url_prefix="/controls")

FAULTY_SERVICES = (*SERVICES, "s3")


@blueprint.get("/state")
def state() -> Response:
    """Show every fault and switch that is on."""
    with sandbox().database.transaction() as connection:
        return jsonify({"faults": faults_active(connection), "switches": switches(connection)})


def switches(connection: Connection) -> Json:
    """Return the switches that are on, by name."""
    rows = connection.execute("SELECT name, value FROM switches ORDER BY name")
    return {row["name"]: json.loads(row["value"]) for row in rows}


@blueprint.post("/faults")
def fault_create() -> Response:
    """Switch a fault on: service, kind, and as needed status, seconds, times, path, lost."""
    sent = asked()
    service = sent.get("service")
    if service not in FAULTY_SERVICES:
        return refused(f"service must be one of {', '.join(FAULTY_SERVICES)}")
    try:
        fault = fault_from({**sent, "lost": flag_of(sent.get("lost"))})
        times = times_of(sent)
    except (UnusableFault, ValueError) as error:
        return refused(str(error))
    with sandbox().database.transaction() as connection:
        fault_add(connection, service, fault, times)
        active = faults_active(connection)
    return done({"faults": active})


@blueprint.route("/faults", methods=["DELETE"])
@blueprint.post("/faults/clear")
def fault_clear() -> Response:
    """Switch faults off, of one service (`?service=`) or all."""
    service = request.args.get("service") or asked().get("service")
    with sandbox().database.transaction() as connection:
        if service:
            connection.execute("DELETE FROM faults WHERE service = ?", (service,))
        else:
            connection.execute("DELETE FROM faults")
        active = faults_active(connection)
    return done({"faults": active})


@blueprint.get("/calls")
def calls() -> Response:
    """List the latest calls, newest first: `?service=`, `?path=` (part of it), `?limit=`."""
    with sandbox().database.transaction() as connection:
        rows = connection.execute(
            "SELECT * FROM calls WHERE (?1 = '' OR service = ?1) AND instr(path, ?2)"
            " ORDER BY seq DESC LIMIT ?3",
            (
                request.args.get("service", ""),
                request.args.get("path", "/"),
                request.args.get("limit", 100, type=int),
            ),
        ).fetchall()
    return jsonify({"calls": [dict(row) for row in rows]})


@blueprint.post("/reset")
def reset() -> Response:
    """Switch all faults and switches off; with `data` true also forget everything stored."""
    state_tables = ["faults", "switches"]
    if flag_of(asked().get("data")):
        state_tables.extend(sandbox().data_tables)
    sandbox().database.clear(state_tables)
    return done({"cleared": state_tables})
