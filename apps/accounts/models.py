"""Users, their memberships, sessions, mailed links, second factors and keys (public schema)."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from apps.accounts.types import KeyMode, Role, TokenPurpose
from tenancy.encryption import EncryptedTextField
from tenancy.ids import uuid7


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person of a merchant, or of the platform's staff. Shoppers are never users."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=120, blank=True, default="")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    current_merchant_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_ignoring_case")]

    def __str__(self) -> str:
        return self.email


class CustomRole(models.Model):
    """A role a merchant made for itself: a name and the permissions it carries."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merchant = models.ForeignKey("tenants.Merchant", on_delete=models.CASCADE, related_name="custom_roles")
    name = models.CharField(max_length=60)
    permissions = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("merchant", Lower("name"), name="custom_role_name_once")]

    def __str__(self) -> str:
        return self.name


CUSTOM_HAS_ROLE = models.Q(role=Role.CUSTOM, custom_role__isnull=False) | (
    ~models.Q(role=Role.CUSTOM) & models.Q(custom_role__isnull=True)
)


class Membership(models.Model):
    """A user's role at a merchant."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    merchant = models.ForeignKey("tenants.Merchant", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role, default=Role.STAFF)
    custom_role = models.ForeignKey(CustomRole, on_delete=models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "merchant"], name="membership_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
            models.CheckConstraint(condition=CUSTOM_HAS_ROLE, name="membership_custom_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Invitation(models.Model):
    """An address asked to join a merchant. The mailed secret is made when the mail is; only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merchant = models.ForeignKey("tenants.Merchant", on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=8, choices=Role)
    custom_role = models.ForeignKey(CustomRole, on_delete=models.PROTECT, null=True, blank=True)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    token_hash = models.CharField(max_length=64, null=True, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "email"],
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_open_once",
            ),
            models.CheckConstraint(condition=CUSTOM_HAS_ROLE, name="invitation_custom_role"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class TeamPolicy(models.Model):
    """What a merchant asks of all its members."""

    merchant = models.OneToOneField(
        "tenants.Merchant", on_delete=models.CASCADE, primary_key=True, related_name="team_policy"
    )
    is_two_factor_required = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "team policies"

    def __str__(self) -> str:
        return f"policy {self.merchant_id}"


class LoginSession(models.Model):
    """One sign-in: a family of refresh tokens of which only the newest is good."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="login_sessions")
    merchant_id = models.UUIDField(null=True)
    current_jti = models.CharField(max_length=40)
    client_address = models.CharField(max_length=64, blank=True, default="")
    client_agent = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    used_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["user", "revoked_at"], name="session_by_user"),
            models.Index(fields=["expires_at"], name="session_expiry"),
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"


class AccountToken(models.Model):
    """A mailed link: only its hash is stored; single use, one hour (verification: three days)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="account_tokens")
    purpose = models.CharField(max_length=16, choices=TokenPurpose)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.user_id}"


class TwoFactor(models.Model):
    """A user's authenticator app. Counts from `confirmed_at` on; a time step is good once."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="two_factor")
    secret = EncryptedTextField()
    last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "second factor"

    def __str__(self) -> str:
        return f"second factor {self.user_id}"


class RecoveryCode(models.Model):
    """Opens the door once when the authenticator is lost; only its hash is stored."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class LoginChallenge(models.Model):
    """The password was right; a code is awaited. Minutes short, a handful of tries, single use."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="login_challenges")
    token_hash = models.CharField(max_length=64, unique=True)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="login_challenge_expiry")]

    def __str__(self) -> str:
        return f"challenge {self.pk}"


class ApiKey(models.Model):
    """A machine's way in: the hash of a secret shown once, its scopes, and the stores it reaches."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merchant = models.ForeignKey("tenants.Merchant", on_delete=models.CASCADE, related_name="api_keys")
    store = models.ForeignKey(
        "tenants.Store", on_delete=models.CASCADE, null=True, blank=True, related_name="api_keys"
    )
    name = models.CharField(max_length=80)
    mode = models.CharField(max_length=4, choices=KeyMode)
    scopes = models.JSONField(default=list)
    hint = models.CharField(max_length=24)
    secret_hash = models.CharField(max_length=64, unique=True)
    # After a rotation the secret before it stays good until the overlap ends.
    previous_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    previous_expires_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_address = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "API key"
        indexes = [models.Index(fields=["merchant", "created_at"], name="api_key_by_merchant")]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"
