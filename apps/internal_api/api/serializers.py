"""Shapes of the machine API."""

from rest_framework import serializers


class FeedEventOutput(serializers.Serializer):
    cursor = serializers.CharField()
    id = serializers.UUIDField()
    store_id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()
    payload = serializers.DictField()
    created_at = serializers.DateTimeField()


class MachineStoreOutput(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    status = serializers.CharField()
    merchant_id = serializers.UUIDField()
    domain = serializers.CharField()
    url = serializers.CharField()
    currency = serializers.CharField()
    country = serializers.CharField()
    locale = serializers.CharField()
    time_zone = serializers.CharField()


class StoreAccessOutput(serializers.Serializer):
    role = serializers.CharField()
    permissions = serializers.ListField(child=serializers.CharField())
    store_status = serializers.CharField()


class KeyAccessOutput(StoreAccessOutput):
    key_id = serializers.UUIDField()
    is_test = serializers.BooleanField()
