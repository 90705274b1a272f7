"""Which ports the platform needs, and who sits on one that is taken."""

import errno
import socket
from collections.abc import Mapping

import psutil

OFFSET_STEP = 10
OFFSET_FIRST, OFFSET_LAST = 10_000, 20_000


class PortTaken(RuntimeError):
    """A port the platform needs is used by another program; the message names both."""


def ports_require(ports: Mapping[str, int]) -> None:
    """Check that every port (by process name) can be listened on. Raises PortTaken naming all that cannot."""
    taken = [
        f"port {port} ({name}) is used by {port_owner(port)}"
        for name, port in ports.items()
        if not port_is_free(port)
    ]
    if taken:
        raise PortTaken("\n".join(taken))


def port_is_free(port: int) -> bool:
    """Tell whether 127.0.0.1 and ::1 can both be listened on: a browser may take either for ``localhost``."""
    return _can_bind(socket.AF_INET, "127.0.0.1", port) and _can_bind(socket.AF_INET6, "::1", port)


def port_owner(port: int) -> str:
    """Name the program that listens on a port, as well as this user is allowed to see it."""
    try:
        for connection in psutil.net_connections(kind="tcp"):
            listens = connection.status == psutil.CONN_LISTEN
            if listens and connection.laddr and connection.laddr.port == port and connection.pid:
                process = psutil.Process(connection.pid)
                command = " ".join(process.cmdline())[:80] or process.name()
                return f"process {connection.pid} ({command})"
    except psutil.Error:
        pass
    return "another program (of another user)"


def offset_find(base_ports: list[int]) -> int:
    """Return an offset at which all ports are free now. Raises PortTaken when there is none."""
    for offset in range(OFFSET_FIRST, OFFSET_LAST, OFFSET_STEP):
        if all(port_is_free(port + offset) for port in base_ports):
            return offset
    raise PortTaken("no PORT_OFFSET was found at which all ports are free")


def _can_bind(family: socket.AddressFamily, host: str, port: int) -> bool:
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            return True
    except OSError as error:
        return error.errno != errno.EADDRINUSE and error.errno != errno.EACCES
