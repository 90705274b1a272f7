"""A worker's channel ends without an error when the broker is gone (row G7 of reliability.md)."""

import pytest
from django.conf import settings
from kombu import Connection

from tenancy.broker import Transport, broker_install


@pytest.fixture
def connection():
    broker_install()
    with Connection(settings.CACHES["default"]["LOCATION"]) as connection:
        yield connection


def _take_without_ack(connection: Connection):
    queue = connection.SimpleQueue("unacked-of-a-test")
    queue.put({"n": 1})
    message = queue.get(timeout=5)
    return queue, message


def test_g07_redis_addresses_get_this_transport(connection) -> None:
    assert isinstance(connection.transport, Transport)


def test_g07_closing_hands_back_what_was_not_acknowledged(connection) -> None:
    queue, message = _take_without_ack(connection)
    queue.channel.close()

    with Connection(connection.as_uri()) as other:
        again = other.SimpleQueue("unacked-of-a-test")
        assert again.get(timeout=5).payload == message.payload == {"n": 1}
        again.clear()


def test_g07_closing_with_the_broker_gone_is_no_error(connection, monkeypatch: pytest.MonkeyPatch) -> None:
    queue, message = _take_without_ack(connection)
    channel = queue.channel
    # What a lost connection leaves behind: no pool, and a transport that knows no address any more.
    monkeypatch.setattr(channel.connection, "client", None)
    monkeypatch.setattr(channel, "_pool", None)
    with pytest.raises(AttributeError):
        channel._connparams()

    channel.qos.restore_unacked_once()

    assert message.payload == {"n": 1}
