"""Noticing that an embedded server has ended while the platform runs."""

import time

from sandbox.runner import console
from sandbox.runner.databases import Servers
from sandbox.runner.servers import log_tail
from sandbox.runner.supervisor import ProcessFailed

AWAY_SECONDS = 20  # processes ride out a short outage, so somebody may stop and start a server by hand


class ServersWatch:
    """Says at once that a server has ended, and gives up when it stays away. A hung server has not ended."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self._away_since: dict[str, float] = {}

    def poll(self) -> None:
        """Look once. Raises ProcessFailed when a server has been away for too long."""
        for name, server in self._servers.started():
            if server.is_alive():
                if self._away_since.pop(name, None) is not None:
                    console.say(f"  [green]{name} is back[/]")
                continue
            if name not in self._away_since:
                self._away_since[name] = time.monotonic()
                text = f"{name} has ended; everything stops unless it is back within {AWAY_SECONDS} s"
                console.failure(text, log=log_tail(server.log_path), log_path=server.log_path)
            elif time.monotonic() - self._away_since[name] > AWAY_SECONDS:
                raise ProcessFailed(name, f"has been away for {AWAY_SECONDS} s", server.log_path)
