"""DOMAIN 9 through HTTP: the expected line of every question, and may I decide now."""

from typing import Any

import pytest

from tests.stories.conftest import Told

pytestmark = pytest.mark.anyio

UNIONS = ["saco-s", "seko", "st"]
DECIDED = "2026-10-01"

EXPECTED = {
    "Q1": "compliant",
    "Q2": "not_applicable",
    "Q3": "compliant",
    "Q4": "compliant",
    "Q5": "compliant",
    "Q6": "compliant",
    "Q7": "not_applicable",
    "Q8": "compliant",
    "Q9": "compliant",
    "Q10": "compliant",
    "Q11": "not_applicable",
    "Q12": "compliant",
    "Q13": "breach",
    "Q14": "compliant",
    "Q15": "compliant",
    "Q16": "not_applicable",
    "Q17": "not_applicable",
    "Q18": "not_applicable",
    "Q19": "not_applicable",
    "Q20": "compliant",
    "Q21": "not_applicable",
    "Q22": "not_applicable",
    "Q23": "not_applicable",
    "Q24": "not_applicable",
    "Q25": "not_applicable",
}
"""The whole of each question as of 1 October, when the follow-up has come late."""


async def whole(told: Told, question: str, **asked: str) -> dict[str, Any]:
    """The whole answer to one question."""
    page = await told.door.get(f"{told.issue}/verdicts", question=question, **asked)
    found: dict[str, Any] = page["answers"][0]
    return found


async def test_every_question_is_answered(told: Told) -> None:
    """All twenty-five, each as DOMAIN 9 expects it or as nothing in it applies."""
    page = await told.door.get(f"{told.issue}/verdicts", asOf=DECIDED)

    found = {a["overall"]["question"]: a["overall"]["verdict"] for a in page["answers"]}
    assert EXPECTED == found


async def test_every_verdict_says_why(told: Told) -> None:
    """Each has a sentence, whose reason is not just repeated, in both languages."""
    for language in ("en", "sv"):
        path = f"{told.issue}/verdicts"
        headers = told.door.headers(Accept_Language=language)
        page = (await told.door.client.get(path, headers=headers)).json()
        said = [v for a in page["answers"] for v in (a["overall"], *a["verdicts"])]

        assert all(each["sentence"].endswith(".") for each in said)
        assert all("{" not in each["sentence"] for each in said)


@pytest.mark.parametrize(
    ("as_of", "verdict", "reason", "days"),
    [
        ("2026-09-10", "not_applicable", "not_yet_due", None),
        ("2026-09-22", "breach", "overdue", 7),
        ("2026-10-01", "breach", "late", 14),
    ],
)
async def test_the_follow_up(
    told: Told, as_of: str, verdict: str, reason: str, days: int | None
) -> None:
    """Q13: not yet due, overdue by seven days, and completed late by fourteen."""
    found = (await whole(told, "Q13", asOf=as_of))["overall"]

    assert (verdict, reason) == (found["verdict"], found["reason"])
    assert days == found.get("facts", {}).get("days")


async def test_seko_was_escalated(told: Told) -> None:
    """Q6: Seko alone disagreed and asked; the rest have nothing to escalate."""
    found = await whole(told, "Q6", asOf=DECIDED)

    assert {
        "saco-s": "not_applicable",
        "seko": "compliant",
        "st": "not_applicable",
    } == {each["party"]: each["verdict"] for each in found["verdicts"]}


@pytest.mark.parametrize(
    ("day", "verdict", "reason"),
    [
        ("2026-03-09", "breach", "escalation_pending"),
        ("2026-03-17", "undeterminable", "same_day"),
    ],
)
async def test_had_it_been_decided_during_the_escalation(
    telling: Told, events: list[dict[str, Any]], day: str, verdict: str, reason: str
) -> None:
    """Q6, Q1: decided on 9 March it is a breach of Q6, decided on the 17th nobody can
    tell; Q1 is compliant on both.
    """
    decision = next(one for one in events if one["kind"] == "decision-made.v1")
    await telling.tell(until=f"{day}T18")
    telling.door.clock.set(f"{day}T18:00:00+01:00")
    early = decision | {"occurredOn": day}
    await telling.door.record(f"{telling.issue}/events", early)

    q6 = (await whole(telling, "Q6"))["verdicts"]
    q1 = (await whole(telling, "Q1"))["overall"]
    assert "compliant" == q1["verdict"]
    assert [(verdict, reason)] == [
        (one["verdict"], one["reason"]) for one in q6 if one["party"] == "seko"
    ]


async def test_the_correction_is_listed(told: Told) -> None:
    """Q18: the correction of 27 March, which changed no verdict."""
    found = (await whole(told, "Q18", asOf=DECIDED))["overall"]
    before = (await whole(told, "Q18", knownAsOf="2026-03-26"))["overall"]

    assert "told_later" == found["reason"]
    assert "nothing_later" == before["reason"]
    kinds = [await kind_of(told, href["href"]) for href in links(found)]
    assert ["decision-made.v1", "event-corrected.v1"] == kinds


async def kind_of(told: Told, href: str) -> str:
    """The kind of the entry at an address."""
    kind: str = (await told.door.get(href.partition("/v1")[2]))["kind"]
    return kind


def links(verdict: dict[str, Any]) -> list[dict[str, str]]:
    """Where the evidence of a verdict is."""
    found: list[dict[str, str]] = verdict["_links"]["evidence"]
    return found


async def test_before_it_was_raised_nothing_applies(told: Told) -> None:
    """As of a day before the first entry every question is answered: not applicable."""
    page = await told.door.get(f"{told.issue}/verdicts", asOf="2026-01-25")

    assert 25 == len(page["answers"])
    assert {"not_applicable"} == {a["overall"]["verdict"] for a in page["answers"]}


# May I decide now


@pytest.mark.parametrize(
    ("as_of", "may_decide", "lawful_from"),
    [
        ("2026-01-25", "nothing_to_decide", None),
        ("2026-02-12", "no", "2026-02-17T08:00:00Z"),
        ("2026-03-04", "not_known", "2026-03-10T23:00:00Z"),
        ("2026-03-24", "yes", "2026-03-24T22:59:59.999999Z"),
        ("2026-03-26", "nothing_to_decide", None),
    ],
)
async def test_whether_it_may_be_decided(
    told: Told, as_of: str, may_decide: str, lawful_from: str | None
) -> None:
    """Q22: not before the meetings, not while Seko may escalate, yes on 24 March."""
    found = await told.door.get(f"{told.issue}/readiness", asOf=as_of)

    assert may_decide == found["mayDecide"]
    assert lawful_from == found.get("lawfulFrom")


async def test_what_is_missing(told: Told) -> None:
    """Q22: what stands in the way is listed, question by question, with its reason."""
    found = await told.door.get(f"{told.issue}/readiness", asOf="2026-02-12")

    assert "consultation with saco-s" in found["missing"]
    assert "consultation with st" in found["missing"]
    assert "a risk assessment" in found["missing"]

    in_the_way = {
        each["question"] for each in found["ifDecided"] if each["verdict"] == "breach"
    }
    assert {"Q1", "Q15"} <= in_the_way
    assert "breach" == found["answer"]["overall"]["verdict"]
    assert all("(now)" not in each.get("evidence", ()) for each in found["ifDecided"])


async def test_readiness_of_nothing(told: Told) -> None:
    """An issue that is not there has none."""
    nowhere = "/issues/01a20018-44df-7bca-bc5b-c1f1757e2339/readiness"

    assert 404 == (await told.door.ask(nowhere)).status_code
