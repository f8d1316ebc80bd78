"""Pages, links, conditions, times and positions."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import RequestFactory, TestClient

from api.etags import Condition, etag, if_match
from api.instants import instant, utc
from api.reading import Paging, page_links
from api.turned_away import ParameterRefused
from tests.api.counter import EVERYTHING, counter

BASE = "/samverkan/v1"


@pytest.fixture(name="client", scope="module")
def _client() -> Iterator[TestClient[Litestar]]:
    with TestClient(counter()) as client:
        client.headers.update(EVERYTHING)
        yield client


def request(path: str = "/", **headers: str) -> Any:
    """Return a request with these headers, underscores as hyphens."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    parts = urlsplit(path)
    made = RequestFactory(app=counter()).get(parts.path, headers=named)
    made.scope["query_string"] = parts.query.encode()
    return made


def test_a_page_is_twenty_from_the_first(client: TestClient[Litestar]) -> None:
    """FNS.08, FNS.09, FNS.13."""
    meta = client.get(f"{BASE}/doors").json()["_meta"]

    assert meta == {
        "page": 1,
        "limit": 20,
        "offset": 0,
        "count": 1,
        "totalRecords": 45,
    }


def test_links_are_absolute_and_keep_every_other_parameter(
    client: TestClient[Litestar],
) -> None:
    """FNS.11, FNS.12, HYP.07: also å and a parameter stated twice."""
    asked = f"{BASE}/doors?q=%C3%A5%20b&kind=a&kind=b&page=2&kind="

    links = client.get(asked).json()["_links"]

    assert list(links) == ["self", "first", "last", "prev", "next"]
    pages = {"first": "1", "prev": "1", "next": "3", "last": "3"}
    for rel, number in pages.items():
        parts = urlsplit(links[rel]["href"])
        query = parse_qsl(parts.query, keep_blank_values=True)
        assert (parts.scheme, parts.netloc) == ("http", "testserver.local")
        assert query == [
            ("q", "å b"),
            ("kind", "a"),
            ("kind", "b"),
            ("kind", ""),
            ("page", number),
            ("limit", "20"),
        ]
        assert (links[rel]["rel"], links[rel]["method"]) == (rel, "GET")


@settings(max_examples=200)
@given(st.integers(1, 50), st.integers(1, 200), st.integers(0, 3_000))
def test_following_next_reads_all_and_prev_comes_back(
    page: int, limit: int, total: int
) -> None:
    """Whatever the page: no link leads to a page that does not exist."""
    paging = Paging(page, limit)
    last = max(1, -(-total // limit))

    more = paging.offset + limit < total
    links = page_links(request("/doors"), paging, more=more, total=total)

    def number(rel: str) -> int:
        return int(dict(parse_qsl(urlsplit(links[rel].href).query))["page"])

    assert (number("first"), number("last")) == (1, last)
    assert ("next" in links) == (page < last)
    assert all(1 <= number(rel) <= last for rel in ("first", "last"))
    assert ("prev" in links) == (page > 1)
    if "prev" in links:
        assert number("prev") == min(page - 1, last)


def test_without_a_known_total_there_is_no_last() -> None:
    """Counting everything would cost too much."""
    links = page_links(request("/doors"), Paging(), more=True)

    assert list(links) == ["self", "first", "next"]


@pytest.mark.parametrize(
    ("forwarded", "origin"),
    [
        ("host=samverkan.example;proto=https", "https://samverkan.example"),
        ('proto=https;host="a.example:8443", host=b', "https://a.example:8443"),
        ("for=1.2.3.4; proto=https ;host=c.example", "https://c.example"),
        ('host="evil.example/x"', "http://here.example"),
        ("proto=javascript;host=d.example", "http://d.example"),
        ("nonsense", "http://here.example"),
    ],
)
def test_links_follow_forwarded(forwarded: str, origin: str) -> None:
    """HYP.09, RFC 7239: else `Host`; what cannot be a host is passed over."""
    asked = request("/doors", forwarded=forwarded, host="here.example")

    links = page_links(asked, Paging(), more=False)

    assert links["self"].href == f"{origin}/doors"


@pytest.mark.parametrize(
    ("stated", "versions"),
    [
        ('"v7"', {7}),
        ('"v7.0123456789abcdef"', {7}),
        ('W/"v7"', set()),
        ('"v1", W/"v2" ,"v3"', {1, 3}),
        ('"other", "v07", "v-1", "v8.", "v9.x", "*"', set()),
        ('"a,b" ,, "v4"', {4}),
    ],
)
def test_conditions_are_lists_of_tags(stated: str, versions: set[int]) -> None:
    """RFC 9110: a weak tag does not count for If-Match."""
    match = if_match(request(if_match=stated), stated)

    assert match == Condition(any=False, versions=frozenset(versions))


@pytest.mark.parametrize("stated", ["v7", '"v7', '"v7" "v8"', "W/v7", ",", "*, *", ""])
def test_a_malformed_condition_is_turned_away(stated: str) -> None:
    """400, never ignored: the client meant something by it."""
    with pytest.raises(ParameterRefused):
        if_match(request(if_match=stated), stated)


def test_a_star_is_whatever_exists() -> None:
    """`If-Match: *` holds for any version, not for nothing."""
    condition = if_match(request(if_match="*"), "*")

    assert condition is not None
    assert (condition.holds(1), condition.holds(0)) == (True, False)
    assert etag(7) == '"v7"'


OFFSETS = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)
INSTANTS = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=OFFSETS)  # noqa: DTZ001 - hypothesis adds the zone


@given(INSTANTS)
def test_any_offset_in_is_z_out(moment: datetime) -> None:
    """DOT.01: every zone is taken, UTC is returned, and it is the same instant."""
    said = utc(instant(moment.isoformat()))

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z", said)
    assert datetime.fromisoformat(said) == moment


@given(st.text(max_size=40))
def test_any_other_text_is_a_value_error(text: str) -> None:
    """Nothing but an instant comes out, and nothing but ValueError."""
    try:
        found: Any = instant(text)
    except (ValueError, OverflowError):
        found = None

    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("2026-07-01", "2026-07-01T21:59:59.999999Z"),
        ("2026-01-31", "2026-01-31T22:59:59.999999Z"),
        ("2026-01-31t09:00:00z", "2026-01-31T09:00:00Z"),
        ("2026-01-31T09:00:00 01:00", "2026-01-31T08:00:00Z"),
        ("2026-01-31T09:00:00.1234567Z", "2026-01-31T09:00:00.123456Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
    ],
)
def test_a_time_is_read_as_it_is_meant(stated: str, found: str) -> None:
    """A date is the end of that day in Stockholm; a leap second its last instant."""
    assert utc(instant(stated)) == found


@pytest.mark.parametrize(
    "query",
    [
        "asOf=2026-03-01T10:00:00",
        "asOf=yesterday",
        "asOf=",
        "asOf=2026-02-30",
        "asOf=9999-12-31",
        "knownAsOf=2026-03-02T09:00:01Z",
        "knownAsOf=2026-03-03",
        "position=-1",
        "position=9999999999999999999",
        "position=٣",
    ],
)
def test_a_time_or_position_that_cannot_be_is_a_400(
    client: TestClient[Litestar], query: str
) -> None:
    """Without an offset, no such day, ahead of now, below zero."""
    answer = client.get(f"{BASE}/times?{query}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == query.partition("=")[0]


def test_times_and_positions_are_asked(client: TestClient[Litestar]) -> None:
    """Today is known until now; of two positions the greater counts."""
    query = "asOf=2026-03-01T10:00:00%2B02:00&knownAsOf=2026-03-02&position=7"

    answer = client.get(
        f"{BASE}/times?{query}", headers={"If-Position-At-Least": "9"}
    ).json()

    assert answer == {
        "asOf": "2026-03-01T08:00:00Z",
        "knownAsOf": "2026-03-02T09:00:00Z",
        "position": 9,
    }
