"""What the code of a store may touch in `public`; anything else it does in `public_context` (ADR 13).

Tables that name a store or its merchant are open to it row by row without being listed here.
"""

from tenancy.sharing import ALL_ROWS, Shared

EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"
# A row with this column belongs to the stores of that merchant.
TENANCY_STORE_KEYS = {"merchant_id": "merchant_id"}
TENANCY_SHARED_TABLES = {
    "tenants_store": Shared("SELECT, UPDATE"),
    "tenants_domain": Shared("SELECT"),
    "tenants_merchant": Shared("SELECT", rows="id", store="merchant_id"),
    "outbox_outboxevent": Shared("SELECT, INSERT"),
    "outbox_delivery": Shared("SELECT, INSERT", rows="store_key"),
    "audit_auditentry": Shared("SELECT, INSERT"),
    # Whoever calls is looked up inside the store the call is for, also who has no business there: 404, not 401.
    # Their rights are rows of the store's merchant.
    "accounts_user": Shared("SELECT"),
    "accounts_loginsession": Shared("SELECT", rows=ALL_ROWS),
    "accounts_membership": Shared("SELECT"),
    "accounts_customrole": Shared("SELECT"),
    "accounts_teampolicy": Shared("SELECT"),
    "accounts_apikey": Shared(""),
    "accounts_invitation": Shared(""),
    "entitlements_plan": Shared("SELECT"),
    # Keyed by caller and key, both unguessable to another store.
    "rest_idempotencyrecord": Shared(EVERYTHING),
    # Staff at a store's own tables (admin.<base>/store/<id>/).
    "django_session": Shared(EVERYTHING),
    "django_content_type": Shared("SELECT"),
    "django_admin_log": Shared("SELECT, INSERT"),
    "auth_permission": Shared("SELECT"),
    "auth_group": Shared("SELECT"),
    "auth_group_permissions": Shared("SELECT"),
    "accounts_user_groups": Shared("SELECT"),
    "accounts_user_user_permissions": Shared("SELECT"),
}
