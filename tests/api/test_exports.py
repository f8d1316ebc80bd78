"""An export is the whole list, in bounded memory, and breaks off rather than lie."""

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from litestar.exceptions import LitestarException

from api import exports
from api.entrance import preferred_media
from api.exports import CSV, NDJSON, PRODUCES, cell, csv_lines
from projections import lists
from projections.lists import Lists
from tests.conftest import new_database
from tests.front_door import BASE, FrontDoor, front_door
from tests.stories.conftest import Told

pytestmark = pytest.mark.anyio

ROWS = 100_000

FILL = """
INSERT INTO readings.issue_page (agency, issue_id, parties, restricted, version,
       position, stage, is_open, organisations, answers, diary_no, decided_on,
       last_recorded, judged_at, words, page)
SELECT 'registerverket', 'issue-' || i, '{st}', false, 1, i, 'decided', true, '{st}',
       '{}', '=1+1', date '2024-01-01' + mod(i, 300), now(), now(), '', ''
  FROM generate_series(1, 1000) AS i;
INSERT INTO readings.verdicts (agency, issue_id, unit, parties, restricted, decided_on,
       rule_version, place, question, verdict, reason, party, topic, body)
SELECT p.agency, p.issue_id, 'sundsvall', p.parties, p.restricted, p.decided_on, 1, n,
       'Q1', 'compliant', 'concluded_before', '', 'premises', v.body
  FROM readings.issue_page AS p, generate_series(1, 100) AS n,
       (SELECT body FROM readings.verdicts
         WHERE question = 'Q1' AND party = '' LIMIT 1) AS v
 WHERE p.issue_id ^@ 'issue-';
ANALYZE readings.issue_page, readings.verdicts;
"""


@pytest.fixture(scope="module", name="door")
async def _door(
    postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[FrontDoor]:
    """A registry that was told the worked example, and holds 100 000 verdicts more."""
    with new_database(postgres, template=template) as url:
        async with front_door(url, tmp_path_factory.mktemp("exports")) as door:
            told = Told(door)
            await told.tell()
            await door.settled("/verdicts")
            door.sql(FILL)
            yield door


async def export(door: FrontDoor, accept: str, **filters: Any) -> str:
    """Return the export, whole."""
    headers = door.headers(Accept=accept)
    answer = await door.client.get("/verdicts", params=filters, headers=headers)
    assert 200 == answer.status_code, answer.text
    return answer.text


async def test_csv_is_the_list(door: FrontDoor) -> None:
    """Row by row what the pages show, under the same names."""
    filters = {"party": "st", "topic": "premises"}
    listed = (await door.get("/verdicts", limit=200, **filters))["verdicts"]
    text = await export(door, CSV, **filters)
    rows = [*csv.DictReader(io.StringIO(text, newline=""))]

    assert len(listed) > 5
    assert [each["issueId"] for each in listed] == [row["issueId"] for row in rows]
    for each, row in zip(listed, rows, strict=True):
        one = each["verdict"]
        for name in ("question", "verdict", "reason", "party", "sentence"):
            assert one[name] == row[name]
        assert "; ".join(one["evidence"]) == row["evidence"]
        assert one["agreement"]["version"] == row["agreementVersion"]
        assert (each["diaryNo"], each["decidedOn"]) == (
            row["diaryNo"],
            row["decidedOn"],
        )


async def test_lines_of_json_are_the_list(door: FrontDoor) -> None:
    """Each the same object as on a page."""
    listed = (await door.get("/verdicts", limit=200, party="st"))["verdicts"]
    text = await export(door, NDJSON, party="st")

    assert listed == [json.loads(line) for line in text.splitlines()]


async def test_an_empty_export_is_no_fault(door: FrontDoor) -> None:
    """CSV has its names of columns all the same."""
    table = await export(door, CSV, party="nobody")
    lines = await export(door, NDJSON, party="nobody")

    assert table.startswith("issueId,diaryNo,")
    assert ("\r\n", 1, "") == (table[-2:], table.count("\n"), lines)


async def test_an_export_says_what_it_is(door: FrontDoor) -> None:
    """Media type, file name, and that it depends on what was accepted."""
    headers = door.headers(Accept=CSV)
    answer = await door.client.get("/verdicts?party=st", headers=headers)

    kind = "text/csv; header=present; charset=utf-8"
    assert kind == answer.headers["content-type"]
    assert 'filename="verdicts.csv"' in answer.headers["content-disposition"]
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("name", ["page", "limit"])
async def test_an_export_has_no_pages(door: FrontDoor, name: str) -> None:
    """400: who names a page would not expect all."""
    headers = door.headers(Accept=NDJSON)
    answer = await door.client.get(f"/verdicts?{name}=2", headers=headers)

    assert 400 == answer.status_code
    assert name == answer.json()["errors"][0]["parameter"]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/csv", CSV),
        ("text/*", CSV),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "application/json"),
        ("application/json;q=0.5, application/x-ndjson", NDJSON),
        ("text/csv;q=0.9, application/json", "application/json"),
        ("text/csv, */*;q=0.1", CSV),
        ("application/json;q=0, */*", CSV),
    ],
)
def test_what_is_put_first_is_given(accept: str, media: str) -> None:
    """By weight, the most specific range counting; JSON where nothing decides."""
    assert media == preferred_media(accept, PRODUCES)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (("a", "b"), "a; b"),
        ("=1+1", "'=1+1"),
        ("+46", "'+46"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        (("=1", "b"), "'=1; b"),
        ("2026-03-02", "2026-03-02"),
    ],
)
def test_no_cell_is_a_formula(value: object, text: str) -> None:
    """A spreadsheet shows what is there, and computes nothing."""
    assert text == cell(value)


def test_csv_quotes_what_would_break_it() -> None:
    """RFC 4180: commas, quotation marks and line ends stand within quotation marks."""
    assert '"a,b","c""d","e\r\nf"\r\n' == csv_lines([["a,b", 'c"d', "e\r\nf"]])


class Client:
    """An ASGI client that reads as fast as it likes, and goes when it likes."""

    def __init__(self, door: FrontDoor, accept: str) -> None:
        self.door = door
        headers = door.headers(Accept=accept)
        self.scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1",
            "method": "GET", "scheme": "http", "path": f"{BASE}/verdicts",
            "raw_path": f"{BASE}/verdicts".encode(), "query_string": b"topic=premises",
            "root_path": "", "server": ("testserver", 80), "client": ("client", 1),
            "headers": [(n.lower().encode(), v.encode()) for n, v in headers.items()],
        }  # fmt: skip
        self.gone = asyncio.Event()
        self.rows = 0
        self.whole = False

    async def read(self, seen: Callable[["Client"], None]) -> None:
        """Read to the end; *seen* is told after each piece."""
        asked = False

        async def receive() -> dict[str, Any]:
            nonlocal asked
            if not asked:
                asked = True
                return {"type": "http.request", "body": b"", "more_body": False}
            await self.gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            await asyncio.sleep(0)
            if message["type"] == "http.response.body":
                self.rows += message["body"].count(b"\n")
                self.whole = not message.get("more_body")
                seen(self)
                if self.whole:  # as a server tells the application at the end
                    self.gone.set()

        await self.door.app(self.scope, receive, send)


class Fetched:
    """What the readings have given, and whether they are being asked."""

    def __init__(self) -> None:
        self.parts = 0
        self.rows = 0
        self.asked = 0


@pytest.fixture(name="fetched")
def _fetched(monkeypatch: pytest.MonkeyPatch) -> Fetched:
    """What is read of verdicts from here on."""
    fetched, verdicts = Fetched(), Lists.verdicts

    async def counted(self: Lists, *asked: Any) -> Any:
        fetched.asked += 1
        try:
            found = await verdicts(self, *asked)
        finally:
            fetched.asked -= 1
        fetched.parts += 1
        fetched.rows += min(len(found), lists.EVERY)
        return found

    monkeypatch.setattr(Lists, "verdicts", counted)
    return fetched


async def test_a_hundred_thousand_rows_are_never_held_at_once(
    door: FrontDoor, fetched: Fetched
) -> None:
    """What was read and is not yet sent is at most two parts."""
    most = 0

    def look(client: Client) -> None:
        nonlocal most
        most = max(most, fetched.rows - client.rows)

    client = Client(door, NDJSON)
    await client.read(look)

    assert client.whole
    assert client.rows > ROWS
    assert most <= 2 * lists.EVERY


async def test_a_client_that_goes_leaves_nothing_behind(
    door: FrontDoor, fetched: Fetched
) -> None:
    """No more is read than was begun, and every connection is free again."""

    def leave(client: Client) -> None:
        if client.rows > 3 * lists.EVERY:
            client.gone.set()

    client = Client(door, CSV)
    await client.read(leave)
    read = fetched.parts
    pool = door.desk.lists._pool  # noqa: SLF001 - what is looked at
    async with asyncio.timeout(5):
        while pool.lent:  # noqa: ASYNC110 - others use it
            await asyncio.sleep(0.001)

    assert not client.whole
    assert read <= fetched.parts <= read + 1 < 10
    assert 0 == fetched.asked


async def test_no_connection_waits_for_a_slow_client(
    door: FrontDoor, fetched: Fetched
) -> None:
    """While a piece is being sent, nothing is asked of the readings."""
    asked = []

    def look(client: Client) -> None:
        asked.append(fetched.asked)
        if client.rows > 5 * lists.EVERY:
            client.gone.set()

    await Client(door, NDJSON).read(look)

    assert len(asked) > 5
    assert {0} == {*asked}


async def test_an_export_that_takes_too_long_breaks_off(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has no end, so that nobody takes it for whole."""
    monkeypatch.setattr(exports, "SECONDS_MAX", 0.0)
    client = Client(door, CSV)
    with pytest.raises(LitestarException, match="after response started"):
        await client.read(lambda _: None)

    assert not client.whole


async def test_counts_are_of_what_is_listed(door: FrontDoor) -> None:
    """Every question that was asked for, with its zeros; the filters of the list."""
    counts = await door.get("/verdicts/counts", question=["Q1", "Q2"])
    one = await door.get("/verdicts/counts", question="Q13", party="st")

    assert [("Q1", 0, 0, ROWS + 1), ("Q2", 0, 0, 0)] == [
        (each["question"], each["breach"], each["undeterminable"], each["compliant"])
        for each in counts["counts"]
    ]
    assert [0] == [each["breach"] for each in one["counts"]]


async def test_what_does_not_apply_is_no_verdict_of_the_list(door: FrontDoor) -> None:
    """400, and what can be asked for."""
    answer = await door.ask("/verdicts", verdict="not_applicable")

    assert 400 == answer.status_code
    assert (
        "one of breach, compliant, undeterminable"
        in answer.json()["errors"][0]["detail"]
    )


async def test_another_agency_sees_none(door: FrontDoor) -> None:
    """The export is of one's own agency, as the list is."""
    headers = door.headers(door.token("auditor", agency="another"), Accept=NDJSON)
    answer = await door.client.get("/verdicts", headers=headers)

    assert (200, "") == (answer.status_code, answer.text)
