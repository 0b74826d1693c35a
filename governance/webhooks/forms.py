"""Forms of endpoints: a name, an address and the events, by group."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.web.forms import Form, VersionedForm
from governance.webhooks.domain.events import offered
from governance.webhooks.models import Webhook

_PREFIX = "events-"


class WebhookForm(Form):
    """A new endpoint."""

    name = forms.CharField(label="Name", max_length=80, help_text="The system that is told.")
    url = forms.CharField(
        label="Address", max_length=500, help_text="Begins with https://. Messages are posted there, signed."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, (group, codes) in enumerate(offered().items()):
            self.fields[f"{_PREFIX}{number}"] = forms.MultipleChoiceField(
                label=group,
                choices=[(code, sentence) for code, sentence in codes.items()],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def groups(self) -> list[tuple[forms.BoundField, int]]:
        """The fields of the events, each with how many of it are chosen."""
        names = [name for name in self.fields if name.startswith(_PREFIX)]
        return [(self[name], len(self[name].value() or ())) for name in names]

    def wanted(self) -> dict[str, Any]:
        """What the services take as their keywords."""
        chosen = [code for name in self.fields if name.startswith(_PREFIX) for code in self.cleaned_data[name]]
        return {"name": self.cleaned_data["name"], "url": self.cleaned_data["url"], "actions": chosen}


class WebhookEditForm(VersionedForm, WebhookForm):
    """An endpoint as it is to be."""


def values_of(webhook: Webhook) -> dict[str, Any]:
    """What the form shows at first of an endpoint that is there."""
    chosen = set(webhook.chosen)
    events = {
        f"{_PREFIX}{number}": [code for code in codes if code in chosen]
        for number, codes in enumerate(offered().values())
    }
    return {"name": webhook.name, "url": webhook.url, "version": webhook.version, **events}
