"""Every page of the product as a visit in the demo: by which route, as whom, and to which rows. Says nothing of looks.

Where a page shows something that has states, one row of each state is visited: a page is more than its first face.
"""

from __future__ import annotations

from functools import partial

from governance.accounts.models import Team, User
from governance.audit.models import Event
from governance.desk.models import SavedView
from governance.reports.models import Report
from governance.webhooks.models import Webhook
from policies.models import (
    Approval,
    Category,
    Codebase,
    CompetitionNote,
    Decommission,
    Instrument,
    ListVersion,
    PolicyRevision,
    RenewalNote,
    RuleException,
    ScreeningHit,
    ScreeningRun,
    Tool,
    ToolRequest,
)
from tests.flows.places import (
    ADMIN,
    AUDITOR,
    COUNSEL,
    MANAGER,
    NOBODY,
    OWNER,
    Place,
    Visit,
    asking,
    departing,
    draft_category,
    draft_revision,
    drafts,
    each,
    first,
    first_of,
    of,
    other_tiers,
    passages,
    plain,
    readings,
    redlines,
    reset_link,
    side_by_side,
    visits,
)
from vendors.models import (
    ChangeReview,
    ClauseRecord,
    LicenceLayer,
    ModelRelease,
    Product,
    TermsDocument,
    TermsVersion,
    Tier,
    Vendor,
)

NOBODY, COUNSEL, OWNER, MANAGER, AUDITOR, ADMIN = (
    "",
    "Ines Halloran",
    "Marek Oyelaran",
    "Tom Achterberg",
    "Agnes Lindqvist",
    "Ruben Adeyemi",
)


@dataclass(frozen=True, slots=True)
class Place:
    """What a route is filled with: its arguments, its query, and the status it answers with."""

    kwargs: dict[str, Any]
    query: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Visit:
    """A route as a person opens it; `places` is asked when the demo is there."""

    route: str
    who: str
    places: Callable[[], list[Place]]


def routes() -> Iterator[tuple[str, URLPattern]]:
    """Every route of the product with its full name."""

    def walk(resolver: URLResolver, space: str) -> Iterator[tuple[str, URLPattern]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
            else:
                yield f"{space}{entry.name}", entry

    return walk(get_resolver(), "")


def plain(query: str = "", status: int = 200) -> list[Place]:
    return [Place({}, query, status)]


def first(rows: Callable[[], QuerySet[Any]], **query: str) -> list[Place]:
    return [Place({"uid": rows().order_by("pk")[0].uid}, urlencode(query))]


def each(rows: Callable[[], QuerySet[Any]], *by: str) -> list[Place]:
    """One row for every combination of `by` that there is."""
    found = {tuple(getattr(row, name) for name in by): row for row in rows().order_by("-pk")}
    return [Place({"uid": row.uid}) for row in found.values()]


def readings() -> list[Place]:
    rows = Assessment.objects.order_by("-pk")
    found = {(row.state, bool(row.stale), bool(row.to_be_confirmed), row.record.area): row for row in rows}
    return [Place({"uid": row.uid}) for row in found.values()]


def drafts(**more: str) -> list[Place]:
    return first(lambda: Assessment.objects.filter(state="draft"), **more)


def draft_revision(**more: str) -> list[Place]:
    draft = PolicyRevision.objects.get(state="draft")
    return [Place({"uid": draft.uid, **more})]


def draft_category(**more: str) -> list[Place]:
    edition = CategoryEdition.objects.filter(revision__state="draft").order_by("position")[0]
    code = {"code": edition.rules.order_by("position")[0].code} if "code" in more else {}
    return [Place({"uid": edition.revision.uid, "slug": edition.category.slug, **code})]


def passages() -> list[Place]:
    """A whole sentence to be cited: first for nothing in particular, then for a draft that is open."""
    draft = Assessment.objects.filter(state="draft").order_by("pk")[0]
    text = CanonicalText.objects.filter(version__document__links__tier=draft.record.tier).order_by("-pk")[0]
    sentence = text.text[: text.text.index("\n")]
    words = {"exact": sentence, "start": "0"}
    queries = (words, {**words, "into": f"draft:{draft.uid}"})
    chosen = [Place({"uid": text.version.uid}, urlencode(query)) for query in queries]
    return [*chosen, Place({"uid": text.version.uid}, status=422)]  # nothing was chosen: it says what to do


def redlines() -> list[Place]:
    return [Place({"uid": row.uid}) for row in TermsVersion.objects.filter(number=2).order_by("pk")[:2]]


def asking() -> list[Place]:
    """The three steps of asking for a tool."""
    tool, category = Tool.objects.order_by("pk")[0], Category.objects.order_by("pk")[0]
    step_two = {"tool": str(tool.uid)}
    queries = ({}, step_two, {**step_two, "category": category.slug, "next": "1"})
    return [Place({}, urlencode(query)) for query in queries]


def side_by_side() -> list[Place]:
    """Nothing, one tier, two of a vendor, four of several, and five, which are too many."""
    tiers = [f"tier={tier.uid}" for tier in Tier.objects.order_by("pk")[:5]]
    chosen = [Place({}, "&".join(tiers[:many])) for many in (0, 1, 2, 4)]
    return [*chosen, Place({}, "&".join(tiers), status=422)]


def other_tiers() -> list[Place]:
    tool, tier = Tool.objects.order_by("pk")[0], Tier.objects.filter(tools__isnull=True).order_by("pk")[0]
    return [Place({}, f"tool={tool.uid}"), Place({}, f"tier={tier.uid}"), Place({}, status=404)]


def departing() -> list[Place]:
    """Asking for an exception: from a rule that bars, after one that is over, and from one that is asked no more."""
    row = RuleException.objects.filter(requester__name=MANAGER).order_by("pk")[0]
    named = {"tool": str(row.tool.uid), "category": row.category.slug}
    queries = ({"rule": row.rule_code}, {"rule": row.rule_code, "former": str(row.uid)}, {"rule": "no_rules"})
    return [Place({}, urlencode({**named, **query})) for query in queries]


def reset_link() -> list[Place]:
    person = User.objects.get(name=MANAGER)
    link = {
        "uidb64": urlsafe_base64_encode(force_bytes(person.pk)),
        "token": default_token_generator.make_token(person),
    }
    return [Place(link), Place({**link, "token": "abc-def"})]


def visits(who: str, *named: tuple[str, Callable[[], list[Place]]]) -> list[Visit]:
    return [Visit(route, who, places) for route, places in named]


def of(model: Any, **which: Any) -> Callable[[], QuerySet[Any]]:
    return lambda: model.objects.filter(**which)


def first_of(model: Any, **which: Any) -> Callable[[], list[Place]]:
    return partial(first, of(model, **which))


VISITS: tuple[Visit, ...] = (
    *visits(
        NOBODY,
        ("accounts:sign_in", plain),
        ("accounts:password_reset", plain),
        ("accounts:password_reset_sent", plain),
        ("accounts:password_reset_done", plain),
        ("accounts:password_reset_confirm", reset_link),
    ),
    *visits(
        ADMIN,
        ("accounts:person_list", plain),
        ("accounts:person_add", plain),
        ("accounts:person_detail", first_of(User, name=AUDITOR)),
        ("accounts:person_edit", first_of(User, name=COUNSEL)),
        ("accounts:team_list", plain),
        ("accounts:team_add", plain),
        ("accounts:team_detail", first_of(Team)),
        ("accounts:team_edit", first_of(Team)),
        ("accounts:organisation_edit", plain),
        ("webhooks:webhook_list", plain),
        ("webhooks:webhook_create", plain),
        ("webhooks:webhook_detail", partial(each, of(Webhook), "state")),
        ("webhooks:webhook_edit", first_of(Webhook)),
        ("desk:queue", plain),
    ),
    *visits(
        COUNSEL,
        ("accounts:account", plain),
        ("accounts:account_password", plain),
        ("accounts:token_create", plain),
        ("accounts:step_up", plain),
        ("desk:queue", plain),
        ("desk:matrix", plain),
        ("desk:matrix", partial(plain, "show=differences&rating=undocumented")),
        ("desk:matrix", partial(plain, "rating=nonsense", status=422)),
        ("desk:compare", side_by_side),
        ("desk:view_list", plain),
        ("desk:view_list", partial(plain, "of=matrix&query=rating%3Dundocumented")),
        ("desk:view_edit", first_of(SavedView, person__name=COUNSEL)),
        ("desk:upgrade", other_tiers),
        ("desk:change_list", plain),
        ("desk:change_list", partial(plain, "standing=all")),
        ("desk:change_list", partial(plain, "standing=settled")),
        ("desk:change_detail", partial(each, of(ChangeReview), "confirmed_at", "closed_at")),
        ("desk:search", partial(plain, "q=output")),
        ("desk:search", partial(plain, "q=nothing-of-the-kind")),
        ("desk:calendar", lambda: [*plain(), *plain("whose=all"), *plain("month=2000-01")]),
        ("desk:feed_list", plain),
        ("desk:notice_choices", plain),
        ("vendors:vendor_list", plain),
        ("vendors:vendor_list", partial(plain, "q=nothing-of-the-kind")),
        ("vendors:vendor_add", plain),
        ("vendors:vendor_detail", first_of(Vendor)),
        ("vendors:vendor_edit", first_of(Vendor)),
        ("vendors:product_add", first_of(Vendor)),
        ("vendors:product_detail", first_of(Product)),
        ("vendors:product_edit", first_of(Product)),
        ("vendors:tier_add", first_of(Product)),
        ("vendors:tier_detail", partial(each, of(Tier), "kind")),
        ("vendors:tier_edit", first_of(Tier)),
        ("vendors:clause_open", first_of(Tier)),
        ("vendors:tier_carry", partial(each, of(Tier), "kind")),
        ("vendors:tier_readings", partial(each, of(Tier), "kind")),
        ("vendors:release_add", first_of(Vendor)),
        ("vendors:release_list", plain),
        ("vendors:release_detail", first_of(ModelRelease)),
        ("vendors:release_edit", first_of(ModelRelease)),
        ("vendors:layer_verify", first_of(LicenceLayer)),
        ("vendors:release_layer_add", first_of(ModelRelease)),
        ("vendors:tier_layer_add", first_of(Tier)),
        ("vendors:layer_edit", first_of(LicenceLayer, duties__isnull=False)),
        ("vendors:document_list", plain),
        ("vendors:watch_list", plain),
        ("vendors:watch_list", partial(plain, "state=overdue&q=nothing-of-the-kind")),
        ("vendors:document_add", plain),
        ("vendors:document_detail", partial(each, of(TermsDocument), "kind")),
        ("vendors:document_edit", first_of(TermsDocument)),
        ("vendors:document_capture", first_of(TermsDocument)),
        ("vendors:document_watch", first_of(TermsDocument)),
        ("vendors:link_add", first_of(TermsDocument)),
        ("vendors:version_detail", partial(each, of(TermsVersion), "media_type")),
        ("vendors:version_cite", passages),
        ("vendors:version_redline", redlines),
        ("vendors:clause_detail", partial(each, of(ClauseRecord), "area")),
        ("vendors:assessment_detail", readings),
        ("vendors:assessment_silence", drafts),
        ("vendors:assessment_document", drafts),
        ("vendors:reading_list", partial(plain, "show=in_review")),
        ("vendors:reading_list", partial(plain, "q=nothing-of-the-kind")),
        ("vendors:rhythm_edit", plain),
        ("policies:request_detail", partial(each, of(ToolRequest), "state")),
        ("policies:approval_detail", partial(each, of(Approval), "state")),
        ("policies:renewal_detail", partial(each, of(RenewalNote), "outcome")),
        ("policies:competition_list", plain),
        ("policies:competition_list", partial(plain, "finding=yes")),
        ("policies:competition_add", plain),
        ("policies:competition_detail", partial(each, of(CompetitionNote), "reasons_open")),
        ("policies:decommission_list", plain),
        ("policies:decommission_detail", partial(each, of(Decommission), "state")),
        ("policies:exception_list", plain),
        ("policies:exception_list", partial(plain, "state=withdrawn")),
        ("policies:exception_detail", partial(each, of(RuleException), "state")),
        ("policies:instrument_list", plain),
        ("policies:instrument_list", partial(plain, "needs=review&q=nothing-of-the-kind")),
        ("policies:instrument_add", plain),
        ("policies:instrument_detail", partial(each, of(Instrument), "kind")),
        ("policies:instrument_edit", first_of(Instrument)),
        ("policies:instrument_stage", first_of(Instrument)),
        ("policies:allegation_add", plain),
        ("policies:risk", plain),
        ("policies:strategies", plain),
        ("policies:tool_risk", first_of(Tool, risk_confirmations__isnull=False)),
        ("policies:screening", plain),
        ("policies:screening", partial(plain, "state=all")),
        ("policies:list_add", plain),
        ("policies:list_detail", first_of(ListVersion)),
        ("policies:run_detail", first_of(ScreeningRun)),
        ("policies:hit_detail", partial(each, of(ScreeningHit), "state")),
        ("policies:vendor_screening", first_of(Vendor, shares__isnull=False)),
        ("policies:tier_timeline", partial(first, of(Tier, tools__isnull=False), on="2026-08-01")),
        ("policies:document_timeline", partial(each, of(TermsDocument), "visibility")),
        ("reports:report_detail", partial(each, of(Report, legal_signatory__name=COUNSEL), "state")),
    ),
    *visits(
        OWNER,
        ("desk:queue", plain),
        ("policies:policy", plain),
        ("policies:revision_list", plain),
        ("policies:revision_add", plain),
        ("policies:revision_detail", partial(each, of(PolicyRevision), "state")),
        ("policies:revision_edit", draft_revision),
        ("policies:revision_what_if", draft_revision),
        ("policies:category_add", draft_revision),
        ("policies:category_edit", draft_category),
        ("policies:rule_edit", partial(draft_category, code="")),
        ("policies:category_detail", lambda: [Place({"slug": slug.slug}) for slug in Category.objects.all()[:2]]),
        ("policies:codebase_list", plain),
        ("policies:codebase_detail", partial(each, of(Codebase), "kind")),
        ("policies:tool_list", plain),
        ("policies:tool_detail", first_of(Tool)),
        ("policies:statement_add", first_of(Tool)),
        ("policies:request_list", plain),
        ("policies:request_detail", first_of(ToolRequest, state="open")),
        ("policies:delegation_list", plain),
        ("policies:delegation_add", plain),
        ("policies:approval_list", plain),
    ),
    *visits(
        MANAGER,
        ("desk:queue", plain),
        ("policies:codebase_add", plain),
        ("policies:codebase_edit", first_of(Codebase, team__name="Payments")),
        ("policies:tool_add", plain),
        ("policies:tool_edit", first_of(Tool)),
        ("policies:tool_configure", first_of(Tool)),
        ("policies:request_add", asking),
        ("policies:exception_add", departing),
        ("policies:approval_renew", first_of(Approval, state="active", line__state="approved")),
        ("policies:request_edit", first_of(ToolRequest, state="open", requester__name=MANAGER)),
        ("policies:request_detail", first_of(ToolRequest, requester__name=MANAGER)),
        ("reports:report_list", partial(plain, status=403)),
    ),
    *visits(
        AUDITOR,
        ("desk:queue", plain),
        ("desk:event_list", plain),
        ("desk:event_detail", partial(each, of(Event, action__in=["line.decided", "report.sealed"]), "action")),
        ("reports:report_list", plain),
        ("reports:report_list", partial(plain, "state=requested")),
        ("reports:report_add", plain),
        ("reports:report_detail", partial(each, of(Report), "state")),
        ("reports:verify", plain),
        ("vendors:vendor_detail", lambda: [Place({"uid": "00000000-0000-4000-8000-000000000000"}, status=404)]),
        ("api:docs", plain),
        ("api:docs_noun", lambda: [Place({"name": noun}) for noun in ("vendors", "requests")]),
    ),
)
