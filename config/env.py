"""The one place of the core that reads the environment."""

from pathlib import Path

from tenancy.env import environment, keyring, secret

__all__ = ["ROOT", "env", "keyring", "secret"]

ROOT = Path(__file__).resolve().parent.parent
env = environment(ROOT)
