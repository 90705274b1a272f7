"""OPS-08: merchants' secrets at rest."""

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from tenancy.encryption import EncryptedTextField, SecretUnreadable, decrypt, encrypt

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.FIELD_ENCRYPTION_KEYS = {"new": NEW, "old": OLD}


@pytest.mark.parametrize("text", ["a short one", "ключ 🔑", "a" * 10_000])
def test_ops_08_a_secret_comes_back_and_does_not_show(text):
    token = encrypt(text)

    assert decrypt(token) == text
    assert text not in token
    assert encrypt(text) != token


def test_ops_08_a_rotated_key_still_reads_and_a_dropped_one_says_so(settings):
    settings.FIELD_ENCRYPTION_KEYS = {"old": OLD}
    token = encrypt("secret")

    settings.FIELD_ENCRYPTION_KEYS = {"new": NEW, "old": OLD}
    assert decrypt(token) == "secret"
    settings.FIELD_ENCRYPTION_KEYS = {"new": NEW}
    with pytest.raises(SecretUnreadable):
        decrypt(token)


def test_ops_08_without_keys_nothing_is_stored(settings):
    settings.FIELD_ENCRYPTION_KEYS = {}
    with pytest.raises(ImproperlyConfigured):
        encrypt("secret")


def test_ops_08_the_field_stores_ciphertext_and_keeps_empty_and_null():
    field = EncryptedTextField()

    stored = field.get_prep_value("token")
    assert stored != "token"
    assert field.from_db_value(stored, None, None) == "token"
    assert field.get_prep_value("") == ""
    assert field.get_prep_value(None) is None
