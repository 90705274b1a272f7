"""The page behind an account link: one click instead of identity papers."""

import time

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from sandbox.extension import sandbox
from sandbox.stripe.accounts import account_onboard
from sandbox.stripe.inside import inside_call, object_anywhere

blueprint = Blueprint("stripe_onboarding", __name__, url_prefix="/stripe/onboarding")


@blueprint.route("/<link_id>", methods=["GET", "POST"])
def onboarding(link_id: str) -> Response | str:
    """Show the page; on POST enable the account and go back to the platform."""
    with sandbox().database.transaction() as connection:
        found = object_anywhere(connection, link_id)
        if found is None or found[1]["object"] != "account_link":
            abort(404)
        link = found[1]
        expired = link["expires_at"] <= time.time()
        if request.method == "POST" and not expired:
            account_onboard(inside_call(sandbox(), connection), link["~account"])
            answer: Response | str = redirect(link["~return_url"], code=303)
        else:
            answer = render_template(
                "stripe/onboarding.html",
                expired=expired,
                account=link["~account"],
                return_url=link["~return_url"],
                refresh_url=link["~refresh_url"],
            )
    sandbox().background.wake()
    return answer
