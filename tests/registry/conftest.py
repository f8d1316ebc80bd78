"""The parts of a registry, as the tests of the readings have them."""

from tests.projections.conftest import clock, parts

__all__ = ["clock", "parts"]
