"""Files: local disk by default, S3 or R2 when a bucket is named."""

from pathlib import Path

from config.env import ROOT, env, secret

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(ROOT / ".run" / "media")))
MEDIA_URL = "/media/"
S3_BUCKET = env.str("S3_BUCKET", "")
# The largest archive of a whole shop; a worker needs this much room in its temporary folder for each it makes.
EXPORT_MAX_BYTES = env.int("EXPORT_MAX_BYTES", 5 * 1024**3)

_local = {"BACKEND": "tenancy.storage.StoreFileSystemStorage"}
_s3 = {
    "BACKEND": "tenancy.storage.StoreS3Storage",
    "OPTIONS": {
        "bucket_name": S3_BUCKET,
        "endpoint_url": env.str("S3_ENDPOINT_URL", "") or None,
        "access_key": secret("S3_ACCESS_KEY_ID") or None,
        "secret_key": secret("S3_SECRET_ACCESS_KEY") or None,
        "region_name": env.str("S3_REGION", "us-east-1"),
        "addressing_style": "path",
        "signature_version": "s3v4",
        "custom_domain": env.str("S3_PUBLIC_DOMAIN", "") or None,
        "querystring_auth": False,
        "file_overwrite": False,
    },
}
STORAGES = {
    "default": _s3 if S3_BUCKET else _local,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
