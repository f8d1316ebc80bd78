"""What every list and answer carries: the page, its size, and where to go next."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, urlencode

import msgspec
from litestar import Request
from litestar.params import QueryParameter

from api.address import Asked, origin

LIMIT = 20
"""Items of a page when nothing is asked. From: DIGG REST API-profil FNS.09."""

LIMIT_MAX = 200
PAGE_MAX = 1_000_000

Method = Literal["GET", "POST", "PUT", "DELETE"]


class Link(msgspec.Struct, frozen=True):
    """Where one may go from here. From: DIGG REST API-profil HYP.11-HYP.19."""

    href: str
    """The absolute address."""
    rel: str
    """How the target relates to this: an IANA relation where there is one."""
    method: Method = "GET"
    """The verb to use there."""


class PageMeta(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True
):
    """Which part of a list this is."""

    page: int
    """From 1."""
    limit: int
    """Items a page holds at most."""
    offset: int
    """Items before this page."""
    count: int
    """Items on this page."""
    total_records: int | None = None
    """Items in all; left out where counting them would cost too much."""


class Listed(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A page of a list; a subclass adds the list under its own name."""

    meta: PageMeta = msgspec.field(name="_meta")
    links: dict[str, Link] = msgspec.field(name="_links")


class Paging(msgspec.Struct, frozen=True):
    """Which page is asked for."""

    page: int = 1
    limit: int = LIMIT

    @property
    def offset(self) -> int:
        """Items before this page."""
        return (self.page - 1) * self.limit

    def meta(self, count: int, total: int | None = None) -> PageMeta:
        """Return what `_meta` says of a page of *count* items."""
        return PageMeta(
            page=self.page,
            limit=self.limit,
            offset=self.offset,
            count=count,
            total_records=total,
        )


def asked_page(
    page: Annotated[
        int,
        QueryParameter(
            ge=1, le=PAGE_MAX, description="Which page, from 1; past the last is empty."
        ),
    ] = 1,
    limit: Annotated[
        int, QueryParameter(ge=1, le=LIMIT_MAX, description="Items of a page, at most.")
    ] = LIMIT,
) -> Paging:
    """Return which page is asked for: a handler's parameter `paging`."""
    return Paging(page, limit)


def link(request: Asked, rel: str, path: str, method: Method = "GET") -> Link:
    """Return an absolute link to *path*, which begins with a slash."""
    return Link(f"{origin(request)}{path}", rel, method)


def link_with_query(request: Asked, rel: str, path: str) -> Link:
    """Return an absolute link to *path*, with every parameter that was asked with."""
    _, mark, query = _here(request, {}).partition("?")
    return link(request, rel, path + mark + query)


def self_link(request: Asked) -> Link:
    """Return the link to what was asked, with every parameter it was asked with."""
    return Link(_here(request, {}), "self")


def page_links(
    request: Request[Any, Any, Any],
    paging: Paging,
    *,
    more: bool,
    total: int | None = None,
) -> dict[str, Link]:
    """Return self, first, last, next and prev, each with all other parameters kept.

    *more* tells whether anything follows this page; *total* is None where the number
    is not known within a bound, and then `last` is left out.
    """
    last = None if total is None else max(1, -(-total // paging.limit))
    before = paging.page - 1 if last is None else min(paging.page - 1, last)
    pages = {"first": 1, "last": last}
    pages["prev"] = before if before >= 1 else None
    pages["next"] = paging.page + 1 if more else None
    links = {
        rel: Link(_here(request, {"page": number, "limit": paging.limit}), rel)
        for rel, number in pages.items()
        if number is not None
    }
    return {"self": self_link(request), **links}


def _here(request: Asked, changed: Mapping[str, int]) -> str:
    """Return the address asked, with some of its parameters changed."""
    sent = request.scope["query_string"].decode("latin-1")
    kept = [
        pair
        for pair in parse_qsl(sent, keep_blank_values=True, max_num_fields=1_000)
        if pair[0] not in changed
    ]
    query = urlencode([*kept, *changed.items()])
    address = f"{origin(request)}{request.scope['path']}"
    return f"{address}?{query}" if query else address
