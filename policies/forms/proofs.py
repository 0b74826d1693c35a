"""The file beside an admin setting: a new one to choose, and the one that is kept already."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from governance.accounts.access import Actor
from governance.blobs.models import Blob
from governance.errors import Invalid
from policies.models import Tool, ToolConfiguration
from policies.services.proofs import ENDINGS, keep_proof
from vendors.domain.settings_catalogue import SETTINGS, SettingKind

_SIGNER = signing.Signer(salt="policies.proof")


def token_of(tool: Tool, blob: Blob) -> str:
    """How a form names a file that is kept for `tool`: signed, so that nobody names one they were never shown."""
    return _SIGNER.sign(f"{tool.uid}/{blob.sha256}")


def initial_proofs(tool: Tool, configuration: ToolConfiguration | None) -> dict[str, Any]:
    """The file kept of each setting, by form field; empty where there is none."""
    rows = configuration.settings.select_related("proof_blob") if configuration else ()
    kept = {row.code: token_of(tool, row.proof_blob) for row in rows if row.proof_blob is not None}
    return {f"kept_{code}": kept.get(code, "") for code in SETTINGS}


class ProofsForm(forms.Form):
    """Two fields per setting: `file_…` brings a file, `kept_…` names the one that is kept. A file brought is kept at
    once, so that a form refused for another reason still has it."""

    tool: Tool
    actor: Actor

    def add_proof_fields(self, kind: SettingKind) -> None:
        """Add both fields of one setting."""
        self.fields[f"file_{kind.code}"] = forms.FileField(
            label=f"File that proves {kind.label.lower()}",
            required=False,
            allow_empty_file=True,
            help_text="PDF, PNG, JPEG or plain text, up to 5 MB.",
        )
        self.fields[f"kept_{kind.code}"] = forms.ChoiceField(
            label=f"File kept for {kind.label.lower()}",
            required=False,
            error_messages={"invalid_choice": "This file is not kept for this tool. Choose the file itself again."},
        )

    def offer_kept(self) -> None:
        """Offer the files that are kept: those of the configuration, and those that this form brought before."""
        names = {code: f"kept_{code}" for code in SETTINGS}
        tokens = {code: {self.initial.get(name) or "", self.data.get(name, "")} for code, name in names.items()}
        blobs = self._blobs({token for found in tokens.values() for token in found})
        for code, found in tokens.items():
            self._offer(code, {token: blobs[token] for token in found if token in blobs})

    def _offer(self, code: str, blobs: dict[str, Blob]) -> None:
        field: Any = self.fields[f"kept_{code}"]
        field.choices = [("", "No file"), *((token, said(blob)) for token, blob in blobs.items())]

    def _blobs(self, tokens: set[str]) -> dict[str, Blob]:
        hashes = {}
        for token in tokens:
            try:
                uid, _, sha256 = _SIGNER.unsign(token).partition("/")
            except signing.BadSignature:
                continue
            if uid == str(self.tool.uid):
                hashes[token] = sha256
        rows = {row.sha256: row for row in Blob.objects.filter(sha256__in=hashes.values())} if hashes else {}
        return {token: rows[sha256] for token, sha256 in hashes.items() if sha256 in rows}

    def keep_files(self) -> None:
        """Keep the files that were brought, and name them in the form as it is shown again."""
        for code in SETTINGS:
            upload: UploadedFile[bytes] | None = self.cleaned_data.get(f"file_{code}")
            if upload is None:
                continue
            try:
                blob = keep_proof(actor=self.actor, tool=self.tool, data=upload.read())
            except Invalid as error:
                self.add_error(f"file_{code}", error.problems["file"][0])
                continue
            token = token_of(self.tool, blob)
            self._offer(code, {token: blob})
            posted: Any = self.data  # a copy, made for this
            posted[f"kept_{code}"] = self.cleaned_data[f"kept_{code}"] = token
            if not self.cleaned_data.get(f"setting_{code}"):
                self.add_error(f"setting_{code}", "Say what it is set to: the file alone proves nothing.")

    def proof_of(self, code: str) -> Blob | None:
        """The file of one setting. Only after `is_valid()`."""
        token = self.cleaned_data[f"kept_{code}"]
        return self._blobs({token}).get(token)


def said(blob: Blob) -> str:
    """A kept file in words: PDF, 120 KB."""
    kind = ENDINGS.get(blob.media_type, "file")
    return f"{'Text' if kind == 'txt' else kind.upper()}, {filesizeformat(blob.size)}"
