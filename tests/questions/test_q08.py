"""Q8: the right person decided, at the right level."""

from datetime import date
from typing import Any

import pytest

from domain.agency import (
    LIFECYCLE,
    AuthorityDelegated,
    AuthorityWithdrawn,
    UnitEstablished,
)
from domain.agreement_state import Framework
from domain.base import Answer, Role
from domain.classification import Classification, IssueClassified
from domain.escalation import IssueEscalated
from domain.raising import IssueReopened
from tests.frameworks import switched, with_terms
from tests.given import given
from tests.issues import (
    CLASSIFIED_ON,
    Claim,
    answered,
    at,
    classified,
    concluded,
    corrected,
    decided,
    happened,
    held,
    history,
    judged,
    on,
    raised,
    verdict,
)
from tests.worked_example import (
    APT,
    CSG,
    ENTERED,
    HEAD,
    LSG,
    ORGANISATIONS,
    SACO,
    SEKO,
    ST,
    STAFF,
    UNIT,
    framework,
    register,
)

REF = "delegation-2025.regional-manager"
"""The worked example's: a manager, premises among the topics, LSG, Sundsvall."""
CALLED: list[Claim] = [raised(), classified(), held(on(2, 17))]
CONSULTED: list[Claim] = [*CALLED, concluded(on(3, 3))]
RIGHT = ("compliant", "authorised")


def delegated(ref: str = "a1", **fields: Any) -> AuthorityDelegated:
    """Return that a manager may decide on anything anywhere at LSG, this year."""
    stated: dict[str, Any] = {
        "actor": HEAD,
        "occurred_on": ENTERED,
        "authority_ref": ref,
        "role": Role.MANAGER,
        "level": LSG,
        "valid_from": on(1, 1),
    }
    return AuthorityDelegated(**(stated | fields))


def having(*events: Any) -> Framework:
    """Return RV-3, with more in the register."""
    return framework(also=register(*events))


def q8(
    *claims: Claim, among: Framework | None = None, **decision: Any
) -> tuple[str, str]:
    """Return Q8's verdict and reason on a decision that cites the authority."""
    cited = {"authority_ref": REF} | decision
    surroundings = among or having()
    entries = history(*(claims or CONSULTED), decided(**cited), among=surroundings)
    return verdict("Q8", entries, among=surroundings)


def test_authorised() -> None:
    """Q8: compliant, for the decision, shown by the consultation and its level."""
    entries = history(*CONSULTED, decided(authority_ref=REF))
    found = judged("Q8", entries)

    assert (found.verdict, found.reason) == RIGHT
    assert (found.party, found.decision) == (None, "d1")
    assert found.evidence == ("e2", "e4", "e5")
    assert found.facts == {"authority": REF, "decidedOn": "2026-03-25"}
    assert len(answered("Q8", entries).verdicts) == 1


def test_the_decision_states_its_level() -> None:
    """Q8: then the classification shows nothing."""
    entries = history(*CONSULTED, decided(authority_ref=REF, level=LSG))

    assert judged("Q8", entries).evidence == ("e4", "e5")


def test_no_decision() -> None:
    """Q8: not applicable before anything was decided."""
    assert verdict("Q8", history(*CONSULTED)) == ("not_applicable", "no_decision")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENCY_HEAD])
def test_nothing_cited(role: Role) -> None:
    """Q8: undeterminable for a manager, and for the head, who cite no authority."""
    entries = history(*CONSULTED, decided(decided_by=role))
    found = judged("Q8", entries)

    assert (found.verdict, found.reason) == ("undeterminable", "no_authority_stated")
    assert found.missing == ("the authority on which the decision rests",)


def test_not_in_the_register() -> None:
    """Q8: undeterminable where the cited authority is not there, or nothing is."""
    found = judged("Q8", history(*CONSULTED, decided(authority_ref="AO-7")))

    assert found.missing == ("the cited authority in the agency's register",)
    assert found.reason == "authority_not_registered"
    bare = Framework(agreements=framework().agreements)
    entries = history(*CONSULTED, decided(authority_ref=REF))
    assert verdict("Q8", entries, among=bare)[0] == "undeterminable"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (on(3, 24), ("breach", "not_yet_valid")),
        (on(3, 25), RIGHT),
        (on(3, 31), RIGHT),
        (on(4, 1), ("breach", "no_longer_valid")),
    ],
)
def test_its_first_and_last_day(day: date, expected: tuple[str, str]) -> None:
    """Q8: an authority holds from its first day through its last."""
    among = having(delegated(valid_from=on(3, 25), valid_until=on(3, 31)))
    entries = history(*CONSULTED, decided(day, authority_ref="a1"), among=among)

    assert verdict("Q8", entries, among=among) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(on(3, 24), RIGHT), (on(3, 25), ("breach", "no_longer_valid"))],
)
def test_withdrawn(day: date, expected: tuple[str, str]) -> None:
    """Q8: withdrawn, it holds no longer from that day, whatever its term."""
    taken_back = AuthorityWithdrawn(
        actor=HEAD, occurred_on=on(3, 1), authority_ref="a1", withdrawn_from=on(3, 25)
    )
    among = having(delegated(valid_until=on(6, 30)), taken_back)
    entries = history(*CONSULTED, decided(day, authority_ref="a1"), among=among)

    assert verdict("Q8", entries, among=among) == expected


def test_when_it_held() -> None:
    """Q8: the sentence says from when, and through which day."""
    taken_back = AuthorityWithdrawn(
        actor=HEAD, occurred_on=on(3, 1), authority_ref="a1", withdrawn_from=on(3, 10)
    )
    among = having(
        delegated(valid_until=on(6, 30)),
        taken_back,
        delegated("a2", valid_until=on(3, 20)),
        delegated("a3", valid_from=on(4, 1)),
    )
    facts = [
        judged(
            "Q8",
            history(*CONSULTED, decided(authority_ref=ref), among=among),
            among=among,
        ).facts
        for ref in ("a1", "a2", "a3")
    ]

    assert facts[0]["validUntilOn"] == "2026-03-09"
    assert facts[1]["validUntilOn"] == "2026-03-20"
    assert facts[2]["validFromOn"] == "2026-04-01"


def test_for_another_topic() -> None:
    """Q8: a breach where the authority is for other topics."""
    topic: dict[str, Any] = {"topic": "reorganisation"}
    entries = history(raised(**topic), *CONSULTED[1:], decided(authority_ref=REF))
    found = judged("Q8", entries)

    assert (found.verdict, found.reason) == ("breach", "other_topic")
    assert found.facts["topic"] == "reorganisation"
    assert "e1" in found.evidence


def test_for_any_topic() -> None:
    """Q8: one that names no topics and no units is for all."""
    assert q8(among=having(delegated()), authority_ref="a1") == RIGHT


def test_for_another_unit() -> None:
    """Q8: a breach in another unit; one below counts with the unit above."""
    below = UnitEstablished(
        actor=STAFF,
        occurred_on=ENTERED,
        unit="stode",
        name="Stöde",
        parent=UNIT,
        established_from=ENTERED,
    )
    among = having(below)

    def decided_in(unit: str) -> tuple[str, str]:
        return q8(raised(unit=unit), *CONSULTED[1:], among=among)

    assert decided_in("head-office") == ("breach", "other_unit")
    assert decided_in("stode") == RIGHT


def test_of_a_unit_nobody_knows() -> None:
    """Q8: undeterminable where the register has no such unit."""
    entries = [raised(unit="elsewhere"), *CONSULTED[1:]]

    assert q8(*entries) == ("undeterminable", "unit_unknown")


def test_of_another_role() -> None:
    """Q8: a breach where the authority is another role's."""
    among = having(delegated(role=Role.EMPLOYER_REPRESENTATIVE))

    assert q8(among=among, authority_ref="a1") == ("breach", "other_role")
    as_delegated = {"authority_ref": "a1", "decided_by": Role.EMPLOYER_REPRESENTATIVE}
    assert q8(among=among, **as_delegated) == RIGHT


def test_of_another_level() -> None:
    """Q8: a breach where the authority is for another level, above or below."""
    among = having(delegated(level=CSG), delegated("a2", level=APT))

    assert q8(among=among, authority_ref="a1") == ("breach", "other_level")
    assert q8(among=among, authority_ref="a2") == ("breach", "other_level")


def test_of_a_level_nobody_names() -> None:
    """Q8: undeterminable where no agreement has a level of that name."""
    among = having(delegated(level="team"))

    assert q8(among=among, authority_ref="a1") == ("undeterminable", "levels_unrelated")
    everyone = [*CALLED, concluded(on(3, 3), level="team")]
    found = q8(*everyone, level="team")
    assert found == ("undeterminable", "levels_unrelated")


def test_no_level_at_all() -> None:
    """Q8: undeterminable where nobody has stated the level of decision."""
    assert q8(raised()) == ("undeterminable", "level_unknown")


def test_nobody_to_consult() -> None:
    """Q8: then the level that the decision states is held against the authority."""
    agency = given(LIFECYCLE, delegated()).folded()
    among = Framework(agency=agency, agreements=framework().agreements)

    assert q8(raised(), among=among, authority_ref="a1", level=LSG) == RIGHT
    assert q8(raised(), among=among, authority_ref="a1", level=CSG) == (
        "breach",
        "other_level",
    )


def test_not_raised() -> None:
    """Q8: undeterminable where the record does not show how it was raised."""
    entries = history(*CONSULTED, decided(authority_ref=REF))

    assert verdict("Q8", entries[1:]) == ("undeterminable", "not_raised")


def test_parties_classified_at_different_levels() -> None:
    """Q8: then only the decision itself can say at which level it was made."""
    tracks = tuple(
        Classification(party=party, track="consultation", level=level)
        for party, level in ((ST, LSG), (SEKO, CSG))
    )
    apart = happened(IssueClassified, CLASSIFIED_ON, parties=tracks)
    claims = [raised(), apart, held(on(2, 17)), concluded(on(3, 3))]

    assert q8(*claims) == ("undeterminable", "level_unknown")
    assert q8(*claims, level=LSG) == RIGHT


def test_classified_only_afterwards() -> None:
    """Q8: a classification that came after the decision told nobody its level."""
    entries = [raised(), held(on(2, 17)), concluded(on(3, 3))]
    before = history(
        *entries, classified(at(3, 25, 8)), decided(at(3, 25, 9), authority_ref=REF)
    )
    after = history(
        *entries, decided(at(3, 25, 9), authority_ref=REF), classified(at(3, 25, 10))
    )

    assert verdict("Q8", before) == RIGHT
    assert verdict("Q8", after) == ("undeterminable", "level_unknown")


def test_consulted_at_another_level() -> None:
    """Q8: a breach where the consultation was not at the level of decision."""
    entries = history(
        *CALLED, concluded(on(3, 3), level=CSG), decided(authority_ref=REF)
    )
    found = judged("Q8", entries)

    assert (found.verdict, found.reason) == ("breach", "consulted_elsewhere")
    assert found.facts["party"] == tuple(sorted(ORGANISATIONS))
    assert (found.facts["level"], found.evidence) == (LSG, ("e4", "e5"))


def test_only_one_party_elsewhere() -> None:
    """Q8: it is enough with one, and only that one is named."""
    claims = [
        concluded(on(3, 3), parties=(ST, SACO)),
        concluded(on(3, 3), level=CSG, parties=(SEKO,)),
    ]
    found = judged("Q8", history(*CALLED, *claims, decided(authority_ref=REF)))

    assert found.reason == "consulted_elsewhere"
    assert found.facts["party"] == (SEKO,)


def test_the_others_not_consulted_at_all() -> None:
    """Q8: who was consulted elsewhere is named, and nobody else."""
    only_seko = concluded(on(3, 3), level=CSG, parties=(SEKO,))
    found = judged("Q8", history(*CALLED, only_seko, decided(authority_ref=REF)))

    assert (found.reason, found.facts["party"]) == ("consulted_elsewhere", (SEKO,))


def test_above_by_escalation() -> None:
    """Q8: a level above counts where the matter was escalated to it."""
    up = happened(
        IssueEscalated, on(3, 5), from_level=LSG, to_level=CSG, dossier=("m-1",)
    )
    disagreed = concluded(on(3, 3), "disagreement", parties=(SEKO,))
    above = concluded(on(3, 17), level=CSG)
    agreed = concluded(on(3, 3), parties=(ST, SACO))

    assert q8(*CALLED, agreed, disagreed, up, above) == RIGHT


def test_another_proposal_or_round_shows_no_level() -> None:
    """Q8: a consultation on something else tells nothing of this decision's level."""
    elsewhere = concluded(on(3, 3), level=CSG, proposal_version=2)

    assert q8(*CALLED, elsewhere) == ("undeterminable", "not_consulted")
    above = concluded(on(3, 3), level=CSG)
    again = happened(IssueReopened, on(3, 5), reason="Once more.", new_round=2)
    first = decided(on(3, 4), decision_id="d0", authority_ref=REF)
    entries = [*CALLED, above, first, again]
    assert q8(*entries) == ("undeterminable", "not_consulted")
    anew = [held(on(3, 9)), concluded(on(3, 9), level=CSG)]
    assert q8(*entries, *anew) == ("breach", "consulted_elsewhere")


def test_not_consulted() -> None:
    """Q8: undeterminable, as there is no level to compare; nothing else is gained."""
    found = judged("Q8", history(*CALLED, decided(authority_ref=REF)))

    assert (found.verdict, found.reason) == ("undeterminable", "not_consulted")
    assert found.facts["party"] == tuple(sorted(ORGANISATIONS))
    assert len(found.missing) == len(ORGANISATIONS)


def test_consulted_afterwards() -> None:
    """Q8: the level is right, and that it came too late is for Q1 to say."""
    entries = history(*CALLED, decided(authority_ref=REF), concluded(on(3, 27)))

    assert verdict("Q8", entries) == RIGHT
    assert verdict("Q1", entries)[0] == "breach"


def test_no_consultation_owed() -> None:
    """Q8: where negotiation or information was owed, only the mandate is judged."""
    informed = [raised(topic="economy"), classified()]
    among = having(delegated())

    assert q8(*informed, among=among, authority_ref="a1") == RIGHT


def test_a_duty_that_nobody_knows() -> None:
    """Q8: undeterminable where it is not known whether consultation was owed."""
    among = Framework(agency=register(delegated()))
    claims = [raised(significant_change=Answer.UNKNOWN), classified()]
    entries = history(*claims, decided(authority_ref="a1", level=LSG), among=among)
    found = judged("Q8", entries, among=among)

    assert (found.verdict, found.reason) == ("undeterminable", "not_party")
    assert found.missing == ("significant_change",)


def test_the_mandate_weighs_most() -> None:
    """Q8: what contradicts prevails over what is not known, and is shown."""
    among = having(delegated(level="team", role=Role.EMPLOYER_REPRESENTATIVE))

    assert q8(*CALLED, among=among, authority_ref="a1") == ("breach", "other_role")
    elsewhere = [*CALLED, concluded(on(3, 3), level=CSG)]
    assert q8(*elsewhere, authority_ref=None) == ("breach", "consulted_elsewhere")


def joint(*claims: Claim, among: Framework, **decision: Any) -> tuple[str, str]:
    """Return Q8's verdict and reason on what a joint body decided."""
    entries = history(
        *(claims or CONSULTED),
        decided(decided_by=Role.JOINT_BODY, **decision),
        among=among,
    )
    return verdict("Q8", entries, among=among)


def test_a_joint_body() -> None:
    """Q8: compliant where the agreement gives the decision to it (MBL 32 §)."""
    assert joint(among=with_terms(joint_decision_body=LSG)) == (
        "compliant",
        "joint_body",
    )


def test_a_joint_body_of_another_level() -> None:
    """Q8: a breach where it is another level's; undeterminable with no level."""
    among = with_terms(joint_decision_body=CSG)

    assert joint(among=among) == ("breach", "other_joint_body")
    assert joint(raised(), among=among) == ("undeterminable", "level_unknown")


def test_a_joint_body_of_no_agreement_in_force() -> None:
    """Q8: a breach before the agreement that gives it the decision is in force."""
    among = switched(on(4, 1), joint_decision_body=LSG)

    assert joint(among=among) == ("breach", "no_joint_body")
    entries = history(
        *CONSULTED, decided(on(4, 1), decided_by=Role.JOINT_BODY), among=among
    )
    assert verdict("Q8", entries, among=among) == ("compliant", "joint_body")


def test_a_corrected_reference() -> None:
    """Q8: what the decision is corrected to cite counts, and it is marked."""
    mended = corrected(on(3, 26), "e5", "/authorityRef", "AO-7", REF)
    entries = history(*CONSULTED, decided(authority_ref="AO-7"), mended)
    found = judged("Q8", entries)

    assert (found.verdict, found.qualifiers) == ("compliant", ("corrected",))
    assert judged("Q8", entries, known_as_of=at(3, 26, 1)).verdict == "undeterminable"


def test_without_any_agreement() -> None:
    """Q8: nobody can compare levels that no agreement names."""
    among = Framework(agency=register(delegated(level="unit")))
    entries = history(raised(), classified(), decided(authority_ref="a1"), among=among)

    assert verdict("Q8", entries, among=among) == (
        "undeterminable",
        "levels_unrelated",
    )


@pytest.mark.parametrize(
    ("given_on", "expected"),
    [
        ({"occurred_on": on(3, 24)}, RIGHT),
        ({"occurred_on": on(3, 25)}, ("undeterminable", "same_day")),
        ({"occurred_on": on(3, 26)}, ("breach", "given_afterwards")),
        ({"occurred_at": at(3, 25, 8, 59)}, RIGHT),
        ({"occurred_at": at(3, 25, 9)}, RIGHT),
        ({"occurred_at": at(3, 25, 9, 1)}, ("breach", "given_afterwards")),
    ],
)
def test_given_afterwards(given_on: dict[str, Any], expected: tuple[str, str]) -> None:
    """Q8: no mandate is given after the decision, from whatever day it is valid."""
    among = having(delegated(**({"occurred_on": None} | given_on)))
    entries = history(
        *CONSULTED, decided(at(3, 25, 9), authority_ref="a1"), among=among
    )
    found = judged("Q8", entries, among=among)

    assert (found.verdict, found.reason) == expected
    if found.verdict == "breach":
        assert found.facts["delegatedOn"] in ("2026-03-25", "2026-03-26")
        assert found.facts["authority"] == "a1"


def test_classified_anew_on_the_day_of_the_decision() -> None:
    """Q8: where no hour tells at which level it belonged, nobody can tell."""
    down = classified(on(3, 25), LSG)
    claims = [raised(), classified(level=CSG), *CONSULTED[2:], down]
    said = {
        decided_at: verdict(
            "Q8", history(*claims, decided(decided_at, authority_ref=REF))
        )
        for decided_at in (on(3, 25), on(3, 26))
    }

    assert said == {on(3, 25): ("undeterminable", "same_day"), on(3, 26): RIGHT}
