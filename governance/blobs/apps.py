"""App configuration of blobs."""

from django.apps import AppConfig


class BlobsConfig(AppConfig):
    name = "governance.blobs"
    label = "blobs"
    default_auto_field = "django.db.models.BigAutoField"
