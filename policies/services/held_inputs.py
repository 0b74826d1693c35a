"""How a tool is held, as entered: what the deeds on tools take in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from governance.blobs.models import Blob
from policies.domain.types import BindingMode, DeploymentKind, Surface
from vendors.domain.terms import Applicability
from vendors.models import ModelRelease, TermsDocument, TermsVersion


@dataclass(frozen=True, slots=True)
class SettingInput:
    """An admin setting as entered: value, what proves it, the day it was checked, and the file that shows it."""

    code: str
    value: str
    proof: str = ""
    checked_on: dt.date | None = None
    proof_blob: Blob | None = None
    surfaces: Sequence[Surface] = ()


@dataclass(frozen=True, slots=True)
class BindingInput:
    """Which text of a document binds us."""

    document: TermsDocument
    mode: BindingMode
    notice_days: int | None = None
    version: TermsVersion | None = None
    renews_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ConfigurationInput:
    """How a tool is held, as entered."""

    held: Applicability
    deployment: DeploymentKind
    hosted_by: str = ""
    data_location: str = ""
    releases: Sequence[ModelRelease] = ()
    settings: Sequence[SettingInput] = ()
    bindings: Sequence[BindingInput] = ()
    order_form: TermsDocument | None = None
    note: str = ""
    reseller: str = ""
    surfaces: Sequence[Surface] = ()
