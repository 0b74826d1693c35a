"""App configuration of policies."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "policies"
    label = "policies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the three ports downward: what a new terms version does to approvals, what teams hold, and what the
        end of a role leaves undecided."""
        from governance.accounts.services.consequences import on_leaving
        from policies.models import holdings
        from policies.services.consequences import (
            flag_exceptions,
            flag_for_change,
            settle_change,
            settle_exceptions,
            undecided_without,
        )
        from policies.services.licences import flag_for_layers
        from policies.services.outcomes import reconsider_readings, reconsider_text
        from policies.services.renewals import renew_for_version
        from policies.services.screening import compare_vendor
        from vendors.models.scoping import declare_holdings
        from vendors.services.consequences import on_change, on_names, on_new_text, on_reading, on_settling

        on_new_text(renew_for_version)
        on_new_text(flag_for_layers)
        on_new_text(reconsider_text)
        on_change(flag_for_change)
        on_change(flag_exceptions)
        on_settling(settle_change)
        on_settling(settle_exceptions)
        on_names(compare_vendor)
        on_reading(reconsider_readings)
        on_leaving(undecided_without)
        declare_holdings(holdings)
