"""What is measured when it is asked for: how far the readings lag, what is parked."""

from prometheus_client import Gauge

from projections.lists import Lists

LAG = Gauge(
    "samverkan_projector_lag_entries",
    "Entries that the readings have yet to take in, of the agency furthest behind.",
)
PARKED = Gauge(
    "samverkan_parked_streams", "Streams whose rows could not be made and wait."
)


async def measure(lists: Lists) -> None:
    """Read both gauges anew; no agency is named in them."""
    LAG.set(await lists.lag_max())
    PARKED.set(await lists.parked())
