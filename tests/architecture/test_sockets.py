"""Tests reach nothing but this machine."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


def test_the_world_outside_is_blocked() -> None:
    with socket.socket() as connection:
        connection.settimeout(0.2)
        with pytest.raises(SocketConnectBlockedError):
            connection.connect(("192.0.2.1", 80))
