"""The way up the ladder: articles 14, 15 and 16."""

from domain.escalation import (
    EscalationFeedbackGiven,
    EscalationRequested,
    IssueEscalated,
)
from tests.issues import (
    admitted,
    concluded,
    happened,
    held,
    history,
    on,
    raised,
    refused,
)
from tests.worked_example import APT, CSG, LSG, SEKO, ST

DISAGREED = history(
    raised(),
    held(on(3, 3)),
    concluded(on(3, 3), parties=(ST,)),
    concluded(on(3, 3), "disagreement", (SEKO,)),
)


def requested(
    party: str = SEKO, from_level: str = LSG, to_level: str = CSG
) -> EscalationRequested:
    """Return that the party wanted it taken up above."""
    return happened(
        EscalationRequested,
        on(3, 5),
        party=party,
        from_level=from_level,
        to_level=to_level,
    )


def escalated(
    from_level: str = LSG, to_level: str = CSG, dossier: tuple[str, ...] = ("m-1",)
) -> IssueEscalated:
    """Return that it went up."""
    return happened(
        IssueEscalated,
        on(3, 6),
        from_level=from_level,
        to_level=to_level,
        dossier=dossier,
    )


def test_a_request_follows_the_partys_own_disagreement() -> None:
    """14.1: a party that agreed, or was not concluded, has nothing to take up."""
    refused("14.1", requested(ST), DISAGREED)
    refused("14.1", requested(SEKO, CSG), DISAGREED)

    assert admitted(requested(SEKO), DISAGREED).raised


def test_an_escalation_follows_somebodys_disagreement() -> None:
    """14.1: the matter goes up where some party disagreed at that level."""
    agreed = history(raised(), held(on(3, 3)), concluded(on(3, 3)))
    refused("14.1", escalated(), agreed)

    assert admitted(escalated(), DISAGREED).escalated == {1}


def test_up_is_up() -> None:
    """14.2: the level asked for stands above in some agreement's ladder."""
    refused("14.2", requested(to_level=APT), DISAGREED)
    refused("14.2", requested(to_level=LSG), DISAGREED)
    refused("14.2", escalated(to_level="moon"), DISAGREED)


def test_the_dossier_goes_along() -> None:
    """15.1: an escalation names the papers that went with it."""
    refused("15.1", escalated(dossier=()), DISAGREED)

    assert admitted(escalated(dossier=("m-1",)), DISAGREED).escalated


def test_feedback_follows_an_escalation() -> None:
    """16.1: what was not taken up above has no answer from there."""
    back = happened(
        EscalationFeedbackGiven, on(3, 23), forum="lsg", content_ref="RV 2026/114-13"
    )
    refused("16.1", back, DISAGREED)

    assert admitted(back, history(*(e.event for e in DISAGREED), escalated()))
