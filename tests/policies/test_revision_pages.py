"""Pages of the policy: everybody reads it, its editors draft it, its owners sign it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from governance.accounts.models import User
from policies.domain.types import RevisionState
from policies.models import PolicyRevision
from tests.cast import SignedIn


@pytest.fixture
def draft(counsel: User, engineering_owner: User, signed_in: SignedIn) -> PolicyRevision:
    """A complete draft, made on the pages."""
    desk = signed_in(counsel)
    desk.post(reverse("policies:revision_add"), {"title": "First policy", "summary": "To begin with."})
    row = PolicyRevision.objects.get()
    added = desk.post(
        reverse("policies:category_add", args=[row.uid]),
        {
            "version": row.version,
            "name": "Proprietary code",
            "description": "",
            "mode": "attested",
            "legal_owner": counsel.uid,
            "engineering_owner": engineering_owner.uid,
            "allowed_kinds": ["repository"],
            "allowed_destinations": ["proprietary"],
        },
    )
    assert added.status_code == 302, added.content.decode()
    row.refresh_from_db()
    ruled = desk.post(
        reverse("policies:rule_edit", args=[row.uid, "proprietary-code", "retention_within"]),
        {"version": row.version, "days": "30", "kinds": ["prompts"], "on_fail": "barred", "reason": "Ours."},
    )
    assert ruled.status_code == 302, ruled.content.decode()
    row.refresh_from_db()
    return row


def signing(row: PolicyRevision, lane: str) -> dict[str, object]:
    from policies.services.publishing import offer

    row.refresh_from_db()
    return {"lane": lane, "content_hash": offer(row).sha256, "version": row.version}


def test_both_owners_sign_and_everybody_reads_what_is_in_force(draft, counsel, engineering_owner, requester, signed_in):
    sign = reverse("policies:revision_sign", args=[draft.uid])
    assert signed_in(engineering_owner).post(sign, signing(draft, "engineering")).status_code == 302
    assert signed_in(counsel).post(sign, signing(draft, "legal")).status_code == 302
    draft.refresh_from_db()
    assert draft.state == RevisionState.PUBLISHED
    page = signed_in(requester).get(reverse("policies:policy"))
    assert "Policy revision 1: First policy" in page.content.decode()
    assert "Clara Counsel" in page.content.decode()


def test_a_title_changed_after_the_first_signature_needs_that_signature_again(
    draft, counsel, engineering_owner, signed_in
):
    detail = reverse("policies:revision_detail", args=[draft.uid])
    sign = reverse("policies:revision_sign", args=[draft.uid])
    signed_in(engineering_owner).post(sign, signing(draft, "engineering"))
    desk = signed_in(counsel)
    edit = reverse("policies:revision_edit", args=[draft.uid])
    desk.post(edit, {"title": "Other policy", "summary": "To begin with.", "version": draft.version})
    assert "Void signatures" in desk.get(detail).content.decode()
    desk.post(sign, signing(draft, "legal"))
    draft.refresh_from_db()
    assert (draft.state, draft.title) == (RevisionState.DRAFT, "Other policy")


def test_signing_without_a_fresh_step_up_asks_for_the_password_and_signs_nothing(draft, counsel, signed_in):
    client = signed_in(counsel, stepped_up=False)
    answer = client.post(reverse("policies:revision_sign", args=[draft.uid]), signing(draft, "legal"))
    assert answer.status_code == 403
    assert "password" in answer.content.decode().lower()
    assert draft.signatures.count() == 0


def test_signing_twice_says_that_nothing_was_signed_twice(draft, counsel, signed_in):
    sign = reverse("policies:revision_sign", args=[draft.uid])
    client = signed_in(counsel)
    client.post(sign, signing(draft, "legal"))
    again = client.post(sign, signing(draft, "legal"))
    assert again.status_code == 409
    assert "Nothing was signed twice" in again.content.decode()


def test_the_page_shows_the_difference_to_the_revision_before(draft, counsel, engineering_owner, signed_in):
    sign = reverse("policies:revision_sign", args=[draft.uid])
    signed_in(engineering_owner).post(sign, signing(draft, "engineering"))
    desk = signed_in(counsel)
    desk.post(sign, signing(draft, "legal"))
    desk.post(reverse("policies:revision_add"), {"title": "Shorter"})
    second = PolicyRevision.objects.get(state=RevisionState.DRAFT)
    desk.post(
        reverse("policies:rule_edit", args=[second.uid, "proprietary-code", "retention_within"]),
        {"version": second.version, "days": "7", "kinds": ["prompts"], "on_fail": "barred", "reason": "Ours."},
    )
    page = desk.get(reverse("policies:revision_detail", args=[second.uid])).content.decode()
    assert "30 days" in page
    assert "7 days" in page


def test_a_stale_form_shows_both_texts_and_loses_nothing(draft, counsel, engineering_owner, signed_in):
    form = {"title": "Mine", "summary": "", "version": 1}
    answer = signed_in(counsel).post(reverse("policies:revision_edit", args=[draft.uid]), form)
    assert answer.status_code == 412
    page = answer.content.decode()
    assert "Mine" in page
    assert "First policy" in page


def test_wrong_parameters_come_back_with_what_was_entered(draft, counsel, signed_in):
    answer = signed_in(counsel).post(
        reverse("policies:rule_edit", args=[draft.uid, "proprietary-code", "retention_within"]),
        {"version": draft.version, "days": "soon", "kinds": ["prompts"], "on_fail": "barred"},
    )
    assert answer.status_code == 422
    assert "soon" in answer.content.decode()


@pytest.mark.parametrize("name", ["revision_add"])
def test_an_engineering_manager_drafts_nothing(name, requester, signed_in):
    assert signed_in(requester).get(reverse(f"policies:{name}")).status_code == 403


def test_an_engineering_manager_edits_no_draft(draft, requester, signed_in):
    client = signed_in(requester)
    for name, args in (
        ("revision_edit", [draft.uid]),
        ("category_add", [draft.uid]),
        ("category_edit", [draft.uid, "proprietary-code"]),
        ("rule_edit", [draft.uid, "proprietary-code", "retention_within"]),
    ):
        assert client.get(reverse(f"policies:{name}", args=args)).status_code == 403, name
    assert client.post(reverse("policies:revision_discard", args=[draft.uid]), {"version": 1}).status_code == 403
    assert client.post(reverse("policies:revision_sign", args=[draft.uid]), signing(draft, "legal")).status_code == 403


def test_without_a_policy_the_page_says_what_to_do(counsel, signed_in):
    page = signed_in(counsel).get(reverse("policies:policy"))
    assert "Start a revision" in page.content.decode()


def test_the_content_is_served_byte_for_byte_as_it_is_hashed(draft, counsel, signed_in):
    from governance.canonical import sha256_text
    from policies.services.publishing import offer

    body = signed_in(counsel).get(reverse("policies:revision_content", args=[draft.uid])).content.decode()
    assert sha256_text(body) == offer(draft).sha256


def test_a_category_and_a_rule_can_be_taken_out_again(draft, counsel, signed_in):
    desk = signed_in(counsel)
    out = reverse("policies:rule_remove", args=[draft.uid, "proprietary-code", "retention_within"])
    assert desk.post(out, {"version": draft.version}).status_code == 302
    draft.refresh_from_db()
    gone = reverse("policies:category_remove", args=[draft.uid, "proprietary-code"])
    assert desk.post(gone, {"version": draft.version}).status_code == 302
    assert not draft.editions.exists()


@pytest.mark.parametrize("version", ["", "²", "-1", "9" * 12, "x", "1.0"])
def test_a_version_that_is_no_number_changes_nothing_and_breaks_nothing(version, draft, counsel, signed_in):
    client, page, before = signed_in(counsel), reverse("policies:revision_detail", args=[draft.uid]), draft.version
    edition = draft.editions.first()
    below = f"{page}categories/{edition.category.slug}/"
    for address, values in [
        (f"{page}edit/", {"title": "Other", "summary": ""}),
        (f"{page}sign/", {"lane": "legal", "content_hash": "0" * 64}),
        (f"{below}remove/", {}),
        (f"{below}rules/{edition.rules.first().code}/remove/", {}),
        (f"{page}discard/", {}),
    ]:
        answer = client.post(address, {**values, "version": version})
        assert answer.status_code in (409, 412), (address, answer.status_code)
    draft.refresh_from_db()
    assert (draft.state, draft.version) == ("draft", before)
    assert draft.editions.filter(pk=edition.pk).exists()
