"""The readings: tables that follow from the journal, and what fills them."""

from projections import agreements_in_force, issue_page, timeline, verdicts

READINGS = (issue_page.READING, timeline.READING, verdicts.READING)
"""Of issues, one row or more each."""

AGENCY_READINGS = (agreements_in_force.READING,)
"""Of what surrounds the issues of an agency."""
