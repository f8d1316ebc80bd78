"""What was written down wrongly in plausible issues, and how it was put right."""

from bench import agency
from bench.story import SECRETARY, Story
from domain.correction import Approver, EventAnnulled, EventCorrected


def presence_corrected(
    s: Story, meeting: str, party: str, agreed_by: tuple[Approver, ...] = ()
) -> None:
    """A party that was listed as absent was there."""
    seat = 1 + sorted(agency.NAMES).index(party)
    s.tell(
        s.event(
            EventCorrected,
            SECRETARY,
            target=meeting,
            field=f"/attendance/{seat}/presence",
            old="absent",
            new="present",
            reason="The list was filled in wrongly.",
            agreed_by=agreed_by,
        )
    )


def annulled(s: Story, target: str) -> None:
    """What was recorded should never have been."""
    reason = "It belongs to another issue."
    s.tell(s.event(EventAnnulled, SECRETARY, target=target, reason=reason))
