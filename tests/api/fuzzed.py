"""The application that is fuzzed: as it is served, but that it does not wait long."""

from api.application import Application
from projections import lists
from registry.app import create as served


def create() -> Application:
    """Return the application of this process, by its environment."""
    lists.WAIT_SECONDS_MAX = 0.02
    return served()
