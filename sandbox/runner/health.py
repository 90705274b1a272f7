"""How the runner sees that a process is ready for work."""

import http.client
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

HTTP_SECONDS = 3
_LOG_BYTES = 1_000_000


@dataclass(frozen=True)
class Observed:
    """What a health check may look at: the port, the log since the start, the age of the process in seconds."""

    port: int | None
    log_path: Path
    age: float


class Health(Protocol):
    """A question about a running process."""

    def problem(self, observed: Observed) -> str:
        """Return why the process is not ready, or an empty string when it is."""
        ...


@dataclass(frozen=True)
class HttpHealth:
    """Ready when the path answers with a status below 400."""

    path: str

    def problem(self, observed: Observed) -> str:
        """Ask once, with a short time limit."""
        connection = http.client.HTTPConnection("127.0.0.1", observed.port, timeout=HTTP_SECONDS)
        try:
            connection.request("GET", self.path)
            answer = connection.getresponse()
            text = answer.read(300).decode(errors="replace")
            return "" if answer.status < 400 else f"{self.path} answers {answer.status}: {text}"
        except (OSError, http.client.HTTPException) as error:
            return f"{self.path} does not answer: {error}"
        finally:
            connection.close()


@dataclass(frozen=True)
class LogHealth:
    """Ready when a line that matches the pattern stands in the process's log."""

    pattern: str

    def problem(self, observed: Observed) -> str:
        """Search the log, which begins with the process."""
        try:
            with observed.log_path.open("rb") as log:
                text = log.read(_LOG_BYTES).decode(errors="replace")
        except OSError:
            text = ""
        return "" if re.search(self.pattern, text) else f"no line like /{self.pattern}/ in its log yet"
