"""What every blueprint needs, kept on the Flask application."""

from dataclasses import dataclass
from typing import cast

from flask import current_app, request

from sandbox.background import Background
from sandbox.database import Database
from sandbox.settings import Settings

KEY = "sandbox"


@dataclass(frozen=True)
class Sandbox:
    """Settings, state and the background thread of one running sandbox."""

    settings: Settings
    database: Database
    background: Background
    data_tables: tuple[str, ...]

    def base_url(self) -> str:
        """Return the address under which browsers reach this sandbox, without a final slash."""
        return self.settings.base_url or request.url_root.rstrip("/")


def sandbox() -> Sandbox:
    """Return the sandbox of the current request."""
    return cast("Sandbox", current_app.extensions[KEY])
