"""The readings: tables that follow from the journal, and what fills them."""

from projections import (
    agreements_in_force,
    follow_ups,
    issue_page,
    party_histories,
    raised_matters,
    timeline,
    verdicts,
)

READINGS = (
    issue_page.READING,
    timeline.READING,
    verdicts.READING,
    party_histories.READING,
    follow_ups.READING,
    raised_matters.READING,
)
"""Of issues, one row or more each."""

AGENCY_READINGS = (agreements_in_force.READING,)
"""Of what surrounds the issues of an agency."""
