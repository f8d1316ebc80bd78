"""Reviews of the collaboration itself (avstämning) that are due, or overdue (Q24)."""

from datetime import date

import msgspec
from litestar import get
from litestar.di import NamedDependency

from api.address import BASE
from api.desk import Reader
from api.instants import Times
from api.reading import Link, Listed, Paging, link, page_links
from domain import when
from domain.base import Organisation, Slug, Struct
from domain.calendar import Term
from domain.questions.q24_collaboration_reviewed import ReviewDue, reviews_due
from registry.surroundings import AGREEMENTS


class ReviewLine(Struct, frozen=True, kw_only=True):
    """The next review under a version of an agreement."""

    agreement: Slug
    version: Slug
    parties: tuple[Organisation, ...]
    """The organisations that it governs that day."""
    since: date
    """The first day on which the version was in force."""
    interval: Term
    """At most between two reviews."""
    reviewed_on: date | None = None
    """The last review; none: never."""
    due_on: date
    overdue_days: int
    """Calendar days since it was due; 0 through that day."""
    links: dict[str, Link] = msgspec.field(name="_links")


class ReviewLines(Listed, frozen=True, kw_only=True):
    """A page of reviews."""

    reviews: tuple[ReviewLine, ...]


@get("/reviews-due")
async def list_reviews_due(
    reader: NamedDependency[Reader],
    times: NamedDependency[Times],
    paging: NamedDependency[Paging],
) -> ReviewLines:
    """List when the collaboration is to be reviewed next, the first due on top: one
    line a version of an agreement that sets an interval and governs somebody.
    """
    surroundings = await reader.desk.surroundings.fresh(reader.agency)
    framework = surroundings.as_known(times.known_as_of)
    today = when.day_of(times.as_of or reader.desk.clock())
    found = reviews_due(framework, today)
    ends = paging.offset + paging.limit
    shown = tuple(_line(reader, due, today) for due in found[paging.offset : ends])
    return ReviewLines(
        meta=paging.meta(len(shown), len(found)),
        links=page_links(
            reader.request, paging, more=ends < len(found), total=len(found)
        ),
        reviews=shown,
    )


ROUTES = (list_reviews_due,)


def _line(reader: Reader, due: ReviewDue, today: date) -> ReviewLine:
    review = due.review
    here = f"{BASE}/{AGREEMENTS}{review.agreement}"
    return ReviewLine(
        agreement=review.agreement,
        version=review.version,
        parties=due.parties,
        since=review.since,
        interval=review.interval,
        reviewed_on=review.reviewed_on,
        due_on=review.due_on,
        overdue_days=max((today - review.due_on).days, 0),
        links={
            "agreement": link(reader.request, "up", here),
            "record": link(reader.request, "edit", f"{here}/events", "POST"),
        },
    )
