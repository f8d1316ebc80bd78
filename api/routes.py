"""Every route of the law; operations and the specification come with the app."""

from api import (
    agreements,
    event_examples,
    event_kinds,
    histories,
    issues,
    register,
    verdicts,
)

event_examples.register()

ROUTES = (
    *issues.ROUTES,
    *histories.ROUTES,
    *agreements.ROUTES,
    *register.ROUTES,
    *verdicts.ROUTES,
    *event_kinds.ROUTES,
)
