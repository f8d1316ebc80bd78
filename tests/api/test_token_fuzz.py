"""Mutated tokens never let anybody in, and never break anything.

Some hundreds are tried here, through the real application; SAMVERKAN_TOKENS=10000 tries
that many, and SAMVERKAN_SEED other ones.
"""

import os
import time
from collections import Counter
from random import Random

import httpx
import pytest

from api.address import BASE
from tests.api.mutated import MUTATIONS, Mutation, encoded, mutated
from tests.front_door import ORIGIN, FrontDoor

TOKENS = int(os.environ.get("SAMVERKAN_TOKENS", "600"))
SEED = int(os.environ.get("SAMVERKAN_SEED", "1"))
A_PEER = 20
"""Tokens that come from one address: fewer than are let through a minute."""


@pytest.mark.anyio
async def test_a_mutated_token_never_lets_anybody_in(registry: FrontDoor) -> None:
    """401 to each, with its reason; the token that it was made of is taken still."""
    chance, reasons, began = Random(SEED), Counter[str](), time.monotonic()  # noqa: S311
    right = [
        registry.token("auditor", "manager", units=["*"], clearance="restricted"),
        registry.token("union_representative", organisation="st", person="p" * 7),
        registry.token(scope="samverkan:read"),
    ]
    for number in range(TOKENS):
        bearer = mutated(right[number % 3], chance)
        answer = await ask(registry, bearer, peer=number // A_PEER)
        assert answer.status_code == 401, (SEED, number, answer.status_code, bearer)
        assert not BODY_MAY_NOT_NAME & {*answer.text.split('"')}, (SEED, number)
        reasons[answer.json()["type"].rpartition("#")[2]] += 1
    taken = [(await ask(registry, each)).status_code for each in right]

    seconds = time.monotonic() - began
    print(f"{TOKENS} in {seconds:.1f} s: {dict(reasons.most_common())}")  # noqa: T201 - the figures
    assert [200, 200, 200] == taken
    assert len(reasons) > 10


BODY_MAY_NOT_NAME = {"registerverket", "auditor", "samverkan-development"}


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: each.__name__)
def test_each_way_of_mutating_is_tried(mutation: Mutation) -> None:
    """None gives back the token: a test that sends that would prove nothing."""
    chance = Random(SEED)  # noqa: S311
    parts = (b'{"alg":"ES256","typ":"at+jwt","kid":"k"}', b'{"iss":"i"}', b"s" * 64)
    token = ".".join(encoded(part) for part in parts)

    made = {mutation(token, chance) for _ in range(50)}

    assert token not in made
    assert len(made) > 5


async def ask(registry: FrontDoor, bearer: str, peer: int = 0) -> httpx.Response:
    """Return the answer to a request with the token, from an address of its own."""
    address = f"10.{peer >> 16 & 255}.{peer >> 8 & 255}.{peer & 255}"
    transport = httpx.ASGITransport(
        registry.app, raise_app_exceptions=False, client=(address, 40_000)
    )
    headers = [(b"Authorization", f"Bearer {bearer}".encode("utf-8", "replace"))]
    request = httpx.Request("GET", f"{ORIGIN}{BASE}/issues", headers=headers)
    answer = await transport.handle_async_request(request)
    await answer.aread()
    answer.request = request
    return answer
