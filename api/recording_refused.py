"""Requests to record that are turned away for the name they go by."""

from api.turned_away import TurnedAway


class SystemOfAnother(TurnedAway):
    """The system {system} is another client's. State one of your own in `source`, or
    ask the registry's operator to list it for your client.
    """

    sv = """Systemet {system} är en annan klients. Ange ett eget i `source`, eller be
    registrets drift att ange det för er klient."""
