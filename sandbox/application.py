"""Builds the Flask application out of its stand-ins."""

from urllib.parse import urlsplit

from flask import Flask, abort, jsonify, request
from werkzeug.wrappers import Response

from sandbox import controls, faults, front, rates
from sandbox.aliexpress import accounts as aliexpress_accounts
from sandbox.aliexpress import api as aliexpress_api
from sandbox.aliexpress import controls as aliexpress_controls
from sandbox.aliexpress import orders as aliexpress_orders
from sandbox.background import Background
from sandbox.cj import api as cj_api
from sandbox.cj import controls as cj_controls
from sandbox.cj import orders as cj_orders
from sandbox.cj import protocol as cj_protocol
from sandbox.claude import controls as claude_controls
from sandbox.claude import messages as claude
from sandbox.database import Database
from sandbox.extension import KEY, Sandbox
from sandbox.faults import FaultLayer
from sandbox.mail import controls as mail_controls
from sandbox.mail import events as mail_events
from sandbox.mail import inbox, mailgun, sendgrid
from sandbox.mail import messages as mails
from sandbox.reddit import api as reddit
from sandbox.settings import Settings
from sandbox.stripe import accounts_v2, onboarding_page, pay_page, portal
from sandbox.stripe import api as stripe_api
from sandbox.stripe import controls as stripe_controls
from sandbox.stripe import events as stripe_events
from sandbox.stripe import idempotency as stripe_idempotency
from sandbox.stripe import objects as stripe_objects
from sandbox.stripe import subscription_controls as stripe_subscription_controls
from sandbox.stripe.clock import Clock
from sandbox.stripe.delivery import Deliverer
from sandbox.supplier import site
from sandbox.trends import api as trends
from sandbox.wares import market as wares_market
from sandbox.wares import pictures as wares_pictures

MARKETS = (wares_market, aliexpress_accounts, aliexpress_orders, cj_protocol, cj_orders)
STATEFUL = (stripe_objects, stripe_events, stripe_idempotency, mails, mail_events, faults, *MARKETS, reddit)
BLUEPRINTS = (
    front.blueprint,
    controls.blueprint,
    stripe_api.blueprint,
    stripe_controls.blueprint,
    pay_page.blueprint,
    onboarding_page.blueprint,
    accounts_v2.blueprint,
    portal.blueprint,
    stripe_subscription_controls.blueprint,
    claude_controls.blueprint,
    sendgrid.blueprint,
    mailgun.blueprint,
    inbox.blueprint,
    mail_controls.blueprint,
    site.blueprint,
    reddit.blueprint,
    trends.blueprint,
    rates.blueprint,
    wares_pictures.blueprint,
    aliexpress_api.blueprint,
    aliexpress_controls.blueprint,
    cj_api.blueprint,
    cj_controls.blueprint,
)
CLAUDE_PREFIXES = ("claude", "anthropic")
GUARDED = ("/controls", "/mail")


def application_create(settings: Settings) -> Flask:
    """Return the application with its database opened; nothing runs in the background yet."""
    app = Flask("sandbox")
    database = Database(settings.data_dir / "sandbox.sqlite3", [one.SCHEMA for one in STATEFUL])
    state = Sandbox(
        settings=settings,
        database=database,
        background=Background(),
        data_tables=tuple(table for one in STATEFUL for table in one.TABLES),
    )
    app.extensions[KEY] = state
    app.json.sort_keys = False  # type: ignore[attr-defined]
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for prefix in CLAUDE_PREFIXES:
        app.register_blueprint(claude.blueprint, url_prefix=f"/{prefix}", name=prefix)
    app.before_request(refuse_other_sites)
    app.add_url_rule("/healthz", view_func=healthz)
    add_jobs(state)
    app.wsgi_app = FaultLayer(app.wsgi_app, database)  # type: ignore[method-assign]
    return app


def add_jobs(state: Sandbox) -> None:
    """Register what happens by itself."""
    settings, background = state.settings, state.background
    background.add(Deliverer(state.database, settings.stripe_retry_seconds, background.wake).run)
    background.add(Clock(state).run)
    background.add(mail_events.EventPoster(state.database, settings.data_dir).run)


def healthz() -> Response:
    """Answer that the sandbox is up."""
    return jsonify({"status": "ok"})


def refuse_other_sites() -> None:
    """Keep a page of another origin from operating the switches or the inbox."""
    origin = request.headers.get("Origin")
    if request.method == "GET" or not origin or not request.path.startswith(GUARDED):
        return
    if urlsplit(origin).netloc != request.host:
        abort(403)
