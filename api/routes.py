"""Every route of the law; operations and the specification come with the app."""

from api import (
    agency_verdicts,
    agreements,
    entries,
    event_examples,
    event_kinds,
    follow_ups,
    histories,
    issue_verdicts,
    issues,
    organisation_history,
    questions,
    raised_matters,
    readiness,
    register,
    releases,
    reviews_due,
    timelines,
    unsealings,
    verdicts,
)

event_examples.register()

ROUTES = (
    *issues.ROUTES,
    *histories.ROUTES,
    *issue_verdicts.ROUTES,
    *entries.ROUTES,
    *readiness.ROUTES,
    *agreements.ROUTES,
    *register.ROUTES,
    *questions.ROUTES,
    *verdicts.ROUTES,
    *timelines.ROUTES,
    *agency_verdicts.ROUTES,
    *reviews_due.ROUTES,
    *releases.ROUTES,
    *organisation_history.ROUTES,
    *follow_ups.ROUTES,
    *raised_matters.ROUTES,
    *unsealings.ROUTES,
    *event_kinds.ROUTES,
)
