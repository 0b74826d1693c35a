"""What tells the world outside: a system that is told of events, disabled since it could not be reached, and feeds.

Nothing is sent while the portfolio is loaded: the one attempt finds no way out, as on a machine without a network.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from governance.accounts.site import base_url
from governance.demo.loading.book import Book, Row, Step, data
from governance.desk.services.feeds import create_feed
from governance.jobs import lease
from governance.webhooks.services import collecting, delivering, endpoints
from vendors.capture.wire import FetchFailed, Network


def steps() -> Iterator[Step]:
    """Endpoints as they were added and disabled, feeds as they were made."""
    content = data("outside")
    for row in content["feeds"]:
        yield Step(row["made_days_ago"], partial(_feed, row=row))
    for row in content["webhooks"]:
        yield Step(row["added_days_ago"], partial(_added, row=row))
        yield Step(row["disabled_days_ago"], partial(_disabled, row=row))


def _feed(book: Book, *, row: Row) -> None:
    create_feed(actor=book.act(row["person"]), name=row["name"], whole=row["whole"])


def _added(book: Book, *, row: Row) -> None:
    actor = book.act(row["by"])
    book.webhooks[row["key"]], _ = endpoints.add_webhook(
        actor=actor, name=row["name"], url=row["url"], actions=row["actions"]
    )


def _disabled(book: Book, *, row: Row) -> None:
    collecting.collect(base_url())
    _try()
    endpoints.disable_webhook(actor=book.act(row["by"]), webhook=book.webhooks[row["key"]], reason=row["reason"])
    book.clock.pass_by(60)
    _try()  # what is disabled is asked no longer: these are given up


def _try() -> None:
    for job in list(lease.waiting("webhook.delivery")):
        delivering.deliver(job.uid, reached=Network(resolve=_no_way_out))


def _no_way_out(host: str, port: int, seconds: float) -> list[str]:
    raise FetchFailed(f"There is no site named {host}. Check the address.")
