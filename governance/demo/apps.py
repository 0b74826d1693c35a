"""App configuration of demo."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "governance.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
