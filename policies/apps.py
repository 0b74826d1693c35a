"""App configuration of policies."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "policies"
    label = "policies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare what a new terms version does to approvals, and what teams hold (the two ports downward)."""
        from policies.models import holdings
        from policies.services.consequences import flag_for_version
        from vendors.models.scoping import declare_holdings
        from vendors.services.consequences import on_new_version

        on_new_version(flag_for_version)
        declare_holdings(holdings)
