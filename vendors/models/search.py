"""The index in which texts are searched: PostgreSQL's full text search, FTS5 on SQLite. It can be made anew any time.

A text is indexed in parts, so that one of any length fits and a hit says where. Both databases look for the stems of
English words: "retain" finds "retained". What is typed is read by `vendors.domain.searching`, the same for both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, SearchVector, SearchVectorField
from django.db import connection, models
from django.db.models import F, Value
from django.db.models.functions import Substr

from vendors.domain.searching import Term, Wanted, parts
from vendors.models.capture import CanonicalText

OPEN, CLOSE = "\x02", "\x03"
"""Around a word that was found. No canonical text holds them."""
MOST = 2_000
"""Parts looked at, best first."""
_CONFIG = "countersign"
"""PostgreSQL's English without its stop words, "own" and "not" among them; the migration makes it."""
_FTS = "vendors_textpart_fts"


class TextPart(models.Model):
    """Characters start to end of a canonical text. `words` is PostgreSQL's index; SQLite keeps one of its own."""

    text = models.ForeignKey(CanonicalText, on_delete=models.CASCADE, related_name="parts")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    words = SearchVectorField(null=True, editable=False)

    class Meta:
        ordering = ["text", "start"]
        constraints = [models.UniqueConstraint(fields=["text", "start"], name="vendors_part_once")]

    def __str__(self) -> str:
        return f"{self.text}, from {self.start}"


@dataclass(frozen=True, slots=True)
class Found:
    """A part in which everything wanted stands; the lower `rank`, the better."""

    part: int
    rank: float


def index_text(text: CanonicalText) -> None:
    """Make a canonical text findable."""
    bodies = [(start, end, text.text[start:end]) for start, end in parts(text.text)]
    postgres = connection.vendor == "postgresql"
    rows = TextPart.objects.bulk_create(
        TextPart(text=text, start=start, end=end, words=SearchVector(Value(body), config=_CONFIG) if postgres else None)
        for start, end, body in bodies
    )
    if not postgres:
        entries = [(row.pk, body) for row, (_, _, body) in zip(rows, bodies, strict=True)]
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {_FTS} (rowid, body) VALUES (%s, %s)", entries)  # noqa: S608


def forget_text(text: CanonicalText) -> None:
    """Make a canonical text findable no longer: a better one of the same version takes its place."""
    rows = TextPart.objects.filter(text=text)
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {_FTS} WHERE rowid = %s", [[row.pk] for row in rows])  # noqa: S608
    rows.delete()


def find(asked: Wanted) -> list[Found]:
    """The parts in which everything wanted stands, best first, `MOST` of them."""
    if not asked:
        return []
    if connection.vendor == "postgresql":
        query = _query(asked)
        rows = TextPart.objects.filter(words=query).annotate(rank=SearchRank(F("words"), query))
        return [Found(pk, -rank) for pk, rank in rows.order_by("-rank", "-pk").values_list("pk", "rank")[:MOST]]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid, rank FROM {_FTS} WHERE {_FTS} MATCH %s ORDER BY rank, rowid DESC LIMIT %s",  # noqa: S608
            [_match(asked), MOST],
        )
        return [Found(part, rank) for part, rank in cursor.fetchall()]


def headlines(found: Iterable[int], asked: Wanted) -> dict[int, str]:
    """Part -> the words around what was found in it, with `OPEN` and `CLOSE` around each."""
    chosen = list(found)
    if not chosen or not asked:
        return {}
    if connection.vendor == "postgresql":
        body = Substr("text__text", F("start") + 1, F("end") - F("start"))
        shown = SearchHeadline(
            body,
            _query(asked),
            config=_CONFIG,
            start_sel=OPEN,
            stop_sel=CLOSE,
            max_words=40,
            min_words=20,
            max_fragments=2,
            fragment_delimiter=" … ",
        )
        return dict(TextPart.objects.filter(pk__in=chosen).annotate(shown=shown).values_list("pk", "shown"))
    places = ", ".join(["%s"] * len(chosen))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid, snippet({_FTS}, 0, %s, %s, ' … ', 40) FROM {_FTS}"  # noqa: S608
            f" WHERE {_FTS} MATCH %s AND rowid IN ({places})",
            [OPEN, CLOSE, _match(asked), *chosen],
        )
        return dict(cursor.fetchall())


def _query(asked: Wanted) -> SearchQuery:
    wanted = [_term(term) for term in asked.terms]
    return reduce(and_, [*wanted, *(~_term(term) for term in asked.unwanted)])


def _term(term: Term) -> SearchQuery:
    if term.prefix:
        return SearchQuery(f"{term.words[0]}:*", config=_CONFIG, search_type="raw")
    return SearchQuery(" ".join(term.words), config=_CONFIG, search_type="phrase")


def _match(asked: Wanted) -> str:
    unwanted = "".join(f" NOT {_quoted(term)}" for term in asked.unwanted)
    return " AND ".join(_quoted(term) for term in asked.terms) + unwanted


def _quoted(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + ("*" if term.prefix else "")
