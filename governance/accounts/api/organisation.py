"""The one organisation: who answers for it in each lane, and in which zone its days are counted."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import serializers

from governance.accounts.api_endpoints import Rows
from governance.accounts.models import Organisation
from governance.web.api.fields import Ref
from governance.web.api.filters import Filters


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    """The organisation this installation serves."""

    legal_owner = Ref(read_only=True, allow_null=True)
    engineering_owner = Ref(read_only=True, allow_null=True)
    escalation_contact = Ref(read_only=True, allow_null=True)

    class Meta:
        model = Organisation
        fields = [
            "uid",
            "version",
            "name",
            "legal_owner",
            "engineering_owner",
            "escalation_contact",
            "legal_days",
            "engineering_days",
            "time_zone",
            "warning_days",
        ]


class OrganisationFilters(Filters):
    """There is one; nothing to choose."""


class Organisations(Rows):
    """The organisation, as a list of one. It is changed by an administrator on its page."""

    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilters

    def rows(self) -> QuerySet[Organisation]:
        return Organisation.objects.select_related("legal_owner", "engineering_owner", "escalation_contact")
