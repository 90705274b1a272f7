"""Builds the Flask application out of its stand-ins."""

from flask import Flask, jsonify
from werkzeug.wrappers import Response

from sandbox.background import Background
from sandbox.database import Database
from sandbox.extension import KEY, Sandbox
from sandbox.settings import Settings
from sandbox.stripe import api as stripe_api
from sandbox.stripe import events as stripe_events
from sandbox.stripe import idempotency as stripe_idempotency
from sandbox.stripe import objects as stripe_objects
from sandbox.stripe import onboarding_page, pay_page
from sandbox.stripe.clock import Clock
from sandbox.stripe.delivery import Deliverer

SCHEMAS = (stripe_objects.SCHEMA, stripe_events.SCHEMA, stripe_idempotency.SCHEMA)


def application_create(settings: Settings) -> Flask:
    """Return the application with its database opened; nothing runs in the background yet."""
    app = Flask("sandbox")
    database = Database(settings.data_dir / "sandbox.sqlite3", SCHEMAS)
    state = Sandbox(settings=settings, database=database, background=Background())
    app.extensions[KEY] = state
    app.json.sort_keys = False  # type: ignore[attr-defined]
    for blueprint in (stripe_api.blueprint, pay_page.blueprint, onboarding_page.blueprint):
        app.register_blueprint(blueprint)
    deliverer = Deliverer(database, settings.stripe_retry_seconds, state.background.wake)
    state.background.add(deliverer.run)
    state.background.add(Clock(state).run)

    @app.get("/healthz")
    def healthz() -> Response:
        return jsonify({"status": "ok"})

    return app
