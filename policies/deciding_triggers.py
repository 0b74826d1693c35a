"""What the database itself refuses of deciding: separation, for owners, delegates, nominees and in every round."""

from governance.database.triggers import FrozenColumns, NoDelete, Refuse, Trigger

TOUCHED = (  # by {person}, of the line {line}: rule (2) of separation
    "EXISTS (SELECT 1 FROM policies_requestline l JOIN policies_toolrequest q ON q.id = l.request_id"
    " WHERE l.id = {line} AND (q.requester_id = {person}"
    " OR EXISTS (SELECT 1 FROM policies_requestcontributor c"
    " WHERE c.request_id = q.id AND c.person_id = {person})"
    " OR EXISTS (SELECT 1 FROM policies_toolcontributor t"
    " WHERE t.tool_id = l.tool_id AND t.person_id = {person})))"
)


def _filled_other(person: str) -> str:
    """Whether `person` acted, or had somebody act for them, in another lane of the line than NEW.lane: rule (3)."""
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} o WHERE o.line_id = NEW.line_id AND o.lane <> NEW.lane"  # noqa: S608 - no input
        f" AND {person} IN (o.person_id, o.on_behalf_of_id))"
        for table in ("policies_decision", "policies_changesasked")
    )


_OWNER = (  # of the lane NEW.lane of the line's category, in the revision {revision}: is it {person}?
    "EXISTS (SELECT 1 FROM policies_categoryedition e JOIN policies_requestline l ON l.category_id = e.category_id"
    " JOIN policies_policyrevision r ON r.id = e.revision_id"
    " WHERE l.id = NEW.line_id AND {revision} AND {person} ="
    " CASE NEW.lane WHEN 'legal' THEN e.legal_owner_id ELSE e.engineering_owner_id END)"
)
_DELEGATED = (
    "EXISTS (SELECT 1 FROM policies_delegation g JOIN policies_requestline l ON l.id = NEW.line_id"
    " WHERE g.owner_id = NEW.on_behalf_of_id AND g.delegate_id = NEW.person_id AND g.lane = NEW.lane"
    " AND g.ended_at IS NULL AND (g.category_id IS NULL OR g.category_id = l.category_id))"
)
_NAMED = (
    "EXISTS (SELECT 1 FROM policies_nomination n WHERE n.line_id = NEW.line_id AND n.lane = NEW.lane"
    " AND n.nominee_id = NEW.person_id AND n.ended_at IS NULL)"
)


def _entitled(revision: str) -> str:
    owner = _OWNER.format(revision=revision, person="NEW.person_id")
    principal = _OWNER.format(revision=revision, person="NEW.on_behalf_of_id")
    return (
        f"CASE NEW.capacity WHEN 'owner' THEN {owner}"
        f" WHEN 'delegate' THEN {_DELEGATED} AND {principal}"
        f" WHEN 'nominee' THEN {_NAMED} ELSE FALSE END"
    )


def _acts(table: str, verb: str, revision: str) -> tuple[Trigger, ...]:
    """What is refused of an act of a lane on a line, a decision or changes asked for."""
    people = ("NEW.person_id", "NEW.on_behalf_of_id")
    return (
        # Separation (2): nobody decides a line they requested or whose request or tool description they edited.
        Refuse(
            table,
            ("INSERT",),
            " OR ".join(TOUCHED.format(line="NEW.line_id", person=person) for person in people),
            f"nobody {verb} a line they requested or whose request or tool they edited",
        ),
        # Separation (3), in every round and for whomever.
        Refuse(
            table,
            ("INSERT",),
            " OR ".join(_filled_other(person) for person in people),
            "one person never fills both lanes of a line",
        ),
        Refuse(
            table,
            ("INSERT",),
            f"NOT {_entitled(revision)}",
            "a lane is filled by the owner of its category, a delegate, or who was named for it",
        ),
    )


DECIDING: tuple[Trigger, ...] = (
    *_acts("policies_decision", "decides", "r.id = NEW.revision_id"),
    *_acts("policies_changesasked", "judges", "r.state = 'published'"),
    Refuse(
        "policies_decision",
        ("INSERT",),
        "(SELECT state FROM policies_requestline WHERE id = NEW.line_id) <> 'open'",
        "a line that is closed is not decided again",
    ),
    Refuse(
        "policies_decision",
        ("INSERT",),
        "(SELECT round FROM policies_requestline WHERE id = NEW.line_id) <> NEW.round",
        "a decision belongs to the round its line is in",
    ),
    # A new round begins when what was judged changed; none is ever gone back to.
    Refuse(
        "policies_requestline",
        ("UPDATE",),
        "NEW.round <> OLD.round AND (NEW.round <> OLD.round + 1 OR OLD.state NOT IN ('open', 'changes_requested')"
        " OR NEW.state <> 'open')",
        "rounds of a line follow each other while it is undecided",
    ),
    NoDelete("policies_delegation"),
    FrozenColumns(
        "policies_delegation",
        ("uid", "owner_id", "lane", "category_id", "delegate_id", "reason", "given_at", "ends_on"),
        once="1 = 1",
    ),
    FrozenColumns("policies_delegation", ("ended_at", "ended_by_id"), once="OLD.ended_at IS NOT NULL"),
    NoDelete("policies_nomination"),
    Refuse(
        "policies_nomination",
        ("INSERT",),
        " OR ".join(
            TOUCHED.format(line="NEW.line_id", person=person) for person in ("NEW.nominee_id", "NEW.named_by_id")
        )
        + f" OR {_filled_other('NEW.nominee_id')}",
        "nobody is named for, or names somebody for, a line they requested or edited, or for both lanes",
    ),
    FrozenColumns(
        "policies_nomination",
        ("uid", "line_id", "lane", "nominee_id", "named_by_id", "reason", "named_at"),
        once="1 = 1",
    ),
    FrozenColumns("policies_nomination", ("ended_at",), once="OLD.ended_at IS NOT NULL"),
    NoDelete("policies_changesasked"),
    FrozenColumns(
        "policies_changesasked",
        (
            "uid",
            "line_id",
            "lane",
            "round",
            "person_id",
            "person_name",
            "capacity",
            "acting",
            "on_behalf_of_id",
            "reasons",
            "asked_at",
            "due_on",
        ),
        once="1 = 1",
    ),
    FrozenColumns(
        "policies_changesasked",
        ("outcome", "answer", "closed_at", "closed_by_id"),
        once="OLD.closed_at IS NOT NULL",
    ),
)
