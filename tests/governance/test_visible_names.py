"""A name is what people see of it: what takes no room or turns the writing round is refused, by page, API, command."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from governance.accounts.models import User
from governance.errors import Invalid
from governance.visible import unseen
from policies.domain.types import CodebaseKind, Destination
from policies.models import PolicyRevision, Tool
from policies.services.codebases import save_codebase
from policies.services.revisions import describe_revision, start_revision
from policies.services.tools import save_tool
from vendors.domain.terms import DocumentKind
from vendors.models import Vendor
from vendors.services.documents import save_document
from vendors.services.vendors import add_vendor

HIDDEN = {
    "right-to-left override": "Lark\u202espur",
    "isolate": "Lark\u2067spur\u2069",
    "mark of direction": "Larkspur\u200f",
    "zero-width space": "Lark\u200bspur",
    "zero-width joiner between Latin letters": "Lark\u200dspur",
    "soft hyphen": "Lark\u00adspur",
    "byte order mark": "\ufeffLarkspur",
    "tag": "Larkspur\U000e0041",
    "Hangul filler": "Lark\u3164spur",
    "braille blank": "Lark\u2800spur",
    "variation selector after a Latin letter": "Larkspur\ufe0f",
    "line separator": "Lark\u2028spur",
    "tab": "Lark\tspur",
    "escape": "Lark\x1bspur",
    "private use": "Lark\ue000spur",
    "unassigned": "Lark\u0378spur",
}
SEEN = {
    "English": "Larkspur & Sons, Ltd. (EU) – 2.0",
    "French": "Société Générale",
    "Arabic": "شركة البرمجيات",
    "Hebrew": "חברת תוכנה",
    "Persian, with the joiner its spelling needs": "نرم\u200cافزار",
    "Sinhala, with a joiner": "ශ්\u200dරී",
    "Japanese, with the form of a character in a family name": "葛\U000e0100城",
    "Devanagari": "हिन्दी",
    "combining accent": "e\u0301clair",
    "emoji": "Tool 🚀",
    "nothing": "",
}


@pytest.mark.parametrize("case", HIDDEN)
def test_what_nobody_can_see_is_named(case: str) -> None:
    assert "cannot be seen (U+" in unseen(HIDDEN[case])


@pytest.mark.parametrize("case", SEEN)
def test_names_of_all_scripts_pass(case: str) -> None:
    assert unseen(SEEN[case]) == ""


ODD = HIDDEN["right-to-left override"]


def test_a_vendor_a_tool_and_a_person_are_refused_on_their_pages(world, counsel, requester, administrator, signed_in):
    people, vendors, tools = User.objects.count(), Vendor.objects.count(), Tool.objects.count()
    asked = [
        (counsel, "/vendors/new/", {"name": ODD}),
        (requester, "/tools/new/", {"name": ODD, "tier": str(world.tier.uid)}),
        (administrator, "/people/new/", {"name": ODD, "email": "new@larkspur.example"}),
    ]
    for person, address, values in asked:
        answer = signed_in(person).post(address, values)
        assert answer.status_code == 422, address
        assert "U+202E" in answer.content.decode(), address
    assert (User.objects.count(), Vendor.objects.count(), Tool.objects.count()) == (people, vendors, tools)


@pytest.mark.parametrize(
    ("path", "body", "named"),
    [
        ("vendors/", {"name": ODD}, "name"),
        ("vendors/", {"name": "Larkspur", "aliases": ["Lark", ODD]}, "aliases"),
        ("vendors/", {"name": "Larkspur", "country": "I\u200bE"}, "country"),
    ],
)
def test_a_program_is_refused_too(path, body, named, program, counsel):
    answer = program(counsel, "draft").post(path, body)
    assert answer.status_code == 422
    problems = {name.split(".")[0]: texts for name, texts in answer.json()["problems"].items()}
    assert set(problems) == {named}
    assert "cannot be seen" in problems[named][0]
    assert not Vendor.objects.exists()


def test_the_deeds_refuse_too_whoever_calls_them(world, as_actor, counsel, engineering_owner, requester, payments):
    legal, owner, asker = as_actor(counsel), as_actor(engineering_owner), as_actor(requester)
    plain = {"kind": CodebaseKind.REPOSITORY, "destination": Destination.PROPRIETARY}
    draft = PolicyRevision.objects.filter(state="draft").first() or start_revision(actor=legal, title="Plain")
    for act in (
        lambda: add_vendor(actor=legal, name=ODD),
        lambda: save_document(actor=legal, vendor=world.tier.product.vendor, title=ODD, kind=DocumentKind.USAGE_POLICY),
        lambda: save_tool(actor=owner, tier=world.tier, name=ODD),
        lambda: save_codebase(actor=asker, team=payments, name=ODD, **plain),
        lambda: describe_revision(actor=legal, revision=draft, version=None, title=ODD, summary=""),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert "U+202E" in str(refused.value.problems)


def test_the_command_that_makes_the_first_account_refuses_too(database) -> None:
    with pytest.raises((CommandError, SystemExit)):
        call_command("add_administrator", "first@larkspur.example", "--name", ODD)
    assert not User.objects.exists()
