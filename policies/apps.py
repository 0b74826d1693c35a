"""App configuration of policies."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "policies"
    label = "policies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare what a new terms version does to approvals (the one port downward)."""
        from policies.services.consequences import flag_for_version
        from vendors.services.consequences import on_new_version

        on_new_version(flag_for_version)
