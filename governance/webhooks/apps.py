"""App configuration of webhooks."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "governance.webhooks"
    label = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"
