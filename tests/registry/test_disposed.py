"""Whether a key opens text that was disposed of is told of every entry, also broken."""

import json

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from registry.disposed import has_text, opens
from registry.stored import Stored
from tests.projections.histories import perspective, read
from tests.registry.test_entry import CIPHER, NOON, written


def stored(**sealed: str) -> Stored:
    """A stored entry with text, and with what is stated of its sealed part."""
    whole = json.loads(written(read(perspective("p1"))).entry)
    whole["sealed"] |= sealed
    kind = "perspective-submitted.v1"
    return Stored(1, "issues/1", 1, kind, json.dumps(whole).encode(), b"", NOON)


@pytest.mark.parametrize(
    "garbled",
    [{"text": "AAA"}, {"text": "AAAA"}, {"nonce": "A"}, {"nonce": ""}, {"text": ""}],
)
def test_text_that_is_garbled_is_opened_by_no_key(garbled: dict[str, str]) -> None:
    """It stops no disposal: what stands beside it still tells which key it is."""
    assert not opens(CIPHER, [stored(**garbled)])
    assert opens(CIPHER, [stored(**garbled), stored()])
    assert has_text([stored(**garbled)])


def test_another_key_opens_nothing() -> None:
    """Of text that is whole."""
    assert not opens(AESGCM(bytes(32)), [stored()])
