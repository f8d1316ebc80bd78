"""Whether what was owed to a party was done by a moment, whichever duty it was."""

from domain.questions import consulted
from domain.questions.case import Case, Moment
from domain.questions.duty import Owed
from domain.questions.judging import Finding, found
from domain.questions.q11_exception_upheld import fulfilled


def cleared(case: Case, at: Moment, party: str, owed: Owed) -> Finding:
    """Return compliant where the party was consulted, negotiated with or informed."""
    match owed.mode:
        case "consultation" | "negotiation":
            return fulfilled(case, at, party, owed)
        case "information":
            return consulted.informed(case, at, party)
        case "direct_dialogue":
            return consulted.spoken_with(case, at, party)
        case "none":
            return found("not_applicable", owed.reason)
        case "undeterminable":
            missing = owed.missing
            return found("undeterminable", owed.reason, owed.because, missing=missing)
