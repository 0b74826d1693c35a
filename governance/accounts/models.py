"""People, roles, teams, the organisation and API tokens.

Roles and memberships are interval rows: they are ended, never overwritten, so that a report can say who held which role
on a date. Superuser status does not exist here.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from governance.accounts.roles import Role, Scope
from governance.accounts.warning_days import DEFAULT
from governance.modelling import IntervalModel, IntervalQuerySet, UidModel, VersionedModel, choices_of

if TYPE_CHECKING:
    from governance.accounts.standing import Standing


class Theme(models.TextChoices):
    SYSTEM = "system", "As the system"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class UserQuerySet(models.QuerySet["User"]):
    """Questions about people."""

    def account_open(self, day: dt.date) -> UserQuerySet:
        """Whose account may be used on `day`."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), is_active=True)

    def account_closed(self, day: dt.date) -> UserQuerySet:
        """Whose account may not be used on `day`."""
        return self.filter(Q(is_active=False) | Q(ends_on__lt=day))

    def holding(self, role: Role, moment: dt.datetime) -> UserQuerySet:
        """Who held `role` at `moment`."""
        return self.filter(pk__in=RoleGrant.objects.as_of(moment).filter(role=role).values("person_id"))

    def with_roles_and_teams(self, moment: dt.datetime) -> UserQuerySet:
        """Each person with `roles_then` and `teams_then`, lists of the rows that held at `moment`."""
        grants = RoleGrant.objects.as_of(moment).order_by("valid_from", "pk")
        memberships = Membership.objects.as_of(moment).select_related("team").order_by("team__name")
        return self.prefetch_related(
            models.Prefetch("role_grants", grants, to_attr="roles_then"),
            models.Prefetch("memberships", memberships, to_attr="teams_then"),
        )


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Finds people by e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        person: User = self.get(email__iexact=username)
        return person


class User(AbstractBaseUser, VersionedModel):
    """A person with an account. `ends_on` closes the account after that day (auditors of one engagement)."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    ends_on = models.DateField(null=True, blank=True)
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.SYSTEM)
    password_reset_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    standing: Standing | None = None
    """Of the person who asks, what held when the request began (`governance.accounts.standing`)."""

    objects: ClassVar[UserManager] = UserManager()
    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        # An address differs from another by more than its capitals, whoever writes the row.
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_email_once")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """Django's auth asks for this."""
        return self.name


class RoleGrant(IntervalModel, UidModel):
    """A person holds a role from one instant until another. Nobody grants a role to themselves (constraint)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=30, choices=choices_of(Role))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = IntervalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"], condition=Q(valid_until__isnull=True), name="accounts_role_held_once"
            ),
            models.CheckConstraint(
                name="accounts_role_not_self_granted", condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("person"))
            ),
            IntervalModel.interval_check("accounts_role_interval"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role}"


class Team(VersionedModel):
    """A group of engineers that owns codebases and makes requests."""

    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="accounts_team_name_once")]

    def __str__(self) -> str:
        return self.name


class Membership(IntervalModel):
    """A person belongs to a team from one instant until another."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")

    objects = IntervalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "team"], condition=Q(valid_until__isnull=True), name="accounts_member_once"
            ),
            IntervalModel.interval_check("accounts_membership_interval"),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.team}"


class AuditorScope(IntervalModel):
    """A team an auditor's account is limited to for a time. No open row: the whole organisation."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="auditor_scopes")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")

    objects = IntervalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "team"], condition=Q(valid_until__isnull=True), name="accounts_auditor_scope_once"
            ),
            IntervalModel.interval_check("accounts_auditor_scope_interval"),
        ]

    def __str__(self) -> str:
        return f"{self.person} sees {self.team}"


class Organisation(VersionedModel):
    """The one organisation this installation serves."""

    singleton = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(max_length=120)
    legal_owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    engineering_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    escalation_contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    time_zone = models.CharField(max_length=64, default="UTC")
    warning_days = models.CharField(
        max_length=40, default=DEFAULT, help_text="Days before the end of an approval or exception at which it is said."
    )
    legal_days = models.PositiveSmallIntegerField(default=7, help_text="Days the legal lane has for a decision.")
    engineering_days = models.PositiveSmallIntegerField(
        default=7, help_text="Days the engineering lane has for a decision."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_days_to_decide",
                condition=Q(legal_days__range=(1, 90), engineering_days__range=(1, 90)),
            ),
            models.CheckConstraint(name="accounts_one_organisation", condition=Q(singleton=True)),
            models.CheckConstraint(
                name="accounts_two_owners",
                condition=Q(legal_owner__isnull=True)
                | Q(engineering_owner__isnull=True)
                | ~Q(legal_owner=F("engineering_owner")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ApiToken(UidModel):
    """A token of a person: shown once, stored as SHA-256, limited by scopes and an end date."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def scope_set(self) -> frozenset[Scope]:
        """The scopes as values."""
        return frozenset(Scope(code) for code in self.scopes.split() if code)

    @property
    def last_moment(self) -> dt.datetime:
        """The last instant it holds: on the day its owner chose, where `expires_at` is already the next."""
        return self.expires_at - dt.timedelta(seconds=1)

    def usable(self, now: dt.datetime) -> bool:
        """Whether the token opens anything at `now`."""
        return self.revoked_at is None and self.expires_at > now


class SentForm(models.Model):
    """A form of a person that made something, and where that led: see `sent_once`. Rows are small, and kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    digest = models.CharField(max_length=64)
    location = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key", "digest"], name="accounts_form_sent_once")]

    def __str__(self) -> str:
        return f"{self.key} led to {self.location}"


def session_user(request: Any) -> User | None:
    """The signed-in person of a request, or None.

    Django puts a lazy stand-in there, whose type is not User: it is unwrapped once, here.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return None
    person: User = getattr(user, "_wrapped", user)
    return person
