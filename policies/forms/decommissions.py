"""Forms of decommissioning: what else must stop, and who sees to it."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.accounts.models import User
from governance.web.forms import VersionedForm
from policies.domain.decommissioning import StopKind
from policies.forms.fields import EnumField, RowField, narrow, people


class StopForm(VersionedForm):
    """A further thing that must stop."""

    kind = EnumField(StopKind, label="Kind", initial=StopKind.OTHER)
    text = forms.CharField(label="What must stop", max_length=2000, required=False)


class StopOwnerForm(VersionedForm):
    """Who sees to it that something stops, and until when."""

    owner = RowField(User.objects.none(), required=False, empty_label="Nobody yet")
    due_on = forms.DateField(label="By", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self, "owner", people())
