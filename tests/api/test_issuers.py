"""Whom the operator trusts, for which agencies, through which clients."""

import json
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey

from api import claims_refused, not_identified
from api.issuers import Client, Issuer, read_issuers
from api.tokens import TokenVerifier
from domain.rights import Identity
from registry.settings import SettingRefusedError
from tests.api.issued import NOW, Keys, line, token

LINE = {
    "issuer": "https://id.example",
    "audience": "registry",
    "jwksUri": "https://id.example/jwks",
    "agencies": ["registerverket"],
}
ANOTHER = ECKey.generate_key("P-256", {"kid": "ec"})


def read(tmp_path: Path, *lines: dict[str, Any]) -> list[Issuer]:
    """Return the lines, read from a file as the operator writes it."""
    path = tmp_path / "issuers.json"
    path.write_text(json.dumps(lines))
    return read_issuers(path)


async def identify(issuer: Issuer, **claims: Any) -> Identity:
    """Return who a right token with the claims speaks of, at this issuer."""
    verifier = TokenVerifier([(issuer, Keys())], clock=lambda: NOW)
    return (await verifier.identify(token(**claims))).identity


def test_a_file_that_cannot_be_read_is_explained(tmp_path: Path) -> None:
    """What was found and what was needed."""
    path = tmp_path / "issuers.json"
    path.write_text("{")

    with pytest.raises(SettingRefusedError, match="cannot be read"):
        read_issuers(path)
    with pytest.raises(SettingRefusedError, match="cannot be read"):
        read_issuers(tmp_path / "nowhere.json")


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"audience": ""}, "cannot be read"),
        ({"agency": "registerverket"}, "cannot be read"),
        ({"internal": "yes"}, "cannot be read"),
        ({"clients": {"a": {"scope": []}}}, "cannot be read"),
        ({"clients": {"a": {"requestsPerMinute": 0}}}, "cannot be read"),
        ({"clients": {"a": {"roles": ["king"]}}}, "names king"),
        ({"clients": {"a": {"roles": ["registry"]}}}, "names registry"),
        ({"roles": {"Chef": "boss"}}, "names boss"),
        ({"organisations": ["ST!"]}, "cannot be read"),
        ({"clients": {"a": {"systems": [""]}}}, "cannot be read"),
        ({"jwksUri": "http://id.example/"}, "https"),
        ({"jwksUri": "file:///etc/passwd"}, "https"),
        ({"jwksUri": "//id.example/keys"}, "https"),
        ({"jwksUri": "https:///keys"}, "https"),
        ({"jwksUri": "https://[::1/keys"}, "cannot be read as an address"),
        ({"jwksUri": "https://id.example:x/keys"}, "cannot be read as an address"),
        ({"jwksUri": "https://name:s3cret@id.example/"}, "holds a name or a password"),
        ({"jwksUri": "http://s3cret@127.0.0.1/"}, "holds a name or a password"),
        ({"jwksUri": "http://127.0.0.1@id.example/s3cret"}, "neither https"),
    ],
)
def test_a_wrong_line_is_explained(
    tmp_path: Path, stated: dict[str, Any], said: str
) -> None:
    """What was found and what was needed; a password is not repeated."""
    with pytest.raises(SettingRefusedError, match=said) as refused:
        read(tmp_path, LINE | stated)

    assert "s3cret" not in str(refused.value)


def test_an_issuer_has_one_line(tmp_path: Path) -> None:
    """Two would leave open which of them holds."""
    with pytest.raises(SettingRefusedError, match="twice"):
        read(tmp_path, LINE, LINE)


def test_issuers_are_read_from_their_file(tmp_path: Path) -> None:
    """Plain http only on this machine; clients with what they may."""
    client = {"scopes": ["samverkan:read"], "requestsPerMinute": 60}
    stated = {"jwksUri": "http://127.0.0.1:1/k", "clients": {"desk": client}}
    [found] = read(tmp_path, LINE | stated)

    assert found.clients == {
        "desk": Client(scopes=frozenset({"samverkan:read"}), requests_per_minute=60)
    }
    assert (found.internal, found.roles) == (False, {})


@pytest.mark.anyio
async def test_an_agency_may_have_several_issuers() -> None:
    """Each signs with its own keys, and neither with the other's."""
    other = line(issuer="https://unions.example")
    verifier = TokenVerifier(
        [(line(), Keys()), (other, Keys(ANOTHER))], clock=lambda: NOW
    )
    theirs = {"iss": "https://unions.example"}

    of_one = await verifier.identify(token())
    of_another = await verifier.identify(token(key=ANOTHER, **theirs))

    assert "https://id.example" == of_one.identity.iss
    assert "https://unions.example" == of_another.identity.iss
    for wrong in (token(key=ANOTHER), token(**theirs)):
        with pytest.raises(not_identified.SignatureWrong):
            await verifier.identify(wrong)


@pytest.mark.anyio
async def test_an_issuer_may_speak_for_several_agencies() -> None:
    """Those of its line, or all of them; one a token."""
    both = line(agencies=frozenset({"registerverket", "another"}))

    assert (await identify(both, agency="another")).agency == "another"
    assert (await identify(line(agencies=frozenset("*")), agency="a-3")).agency == "a-3"
    with pytest.raises(claims_refused.AgencyNotOfIssuer):
        await identify(line(agencies=frozenset()), agency="registerverket")


@pytest.mark.anyio
async def test_an_issuer_may_be_narrowed_to_organisations() -> None:
    """No token of its speaks for another; one that names none is as before."""
    narrow = line(organisations=frozenset({"st", "seko"}))

    assert (await identify(narrow)).organisation == "st"
    assert (await identify(narrow, organisation="seko")).organisation == "seko"
    staff = await identify(narrow, roles=["manager"], organisation=None)
    assert staff.organisation is None
    for roles in (["union_representative"], ["approver"], ["manager"]):
        with pytest.raises(claims_refused.OrganisationNotOfIssuer):
            await identify(narrow, roles=roles, organisation="saco-s")
    with pytest.raises(claims_refused.OrganisationNotOfIssuer):
        await identify(line(organisations=frozenset()))


@pytest.mark.anyio
async def test_an_unlisted_client_is_not_let_in() -> None:
    """Where the issuer's line lists any."""
    listed = line(clients={"desk": Client()})

    with pytest.raises(claims_refused.ClientUnlisted):
        await identify(listed)
    assert (await identify(listed, client_id="desk")).client_id == "desk"


@pytest.mark.anyio
async def test_a_client_has_the_scopes_that_are_listed_for_it() -> None:
    """Of those that its token has, and no other."""
    listed = frozenset({"samverkan:read", "samverkan:record"})
    issuer = line(clients={"case-system": Client(scopes=listed)})
    closed = line(clients={"case-system": Client(scopes=frozenset())})

    assert (await identify(issuer)).scopes == {"samverkan:read"}
    assert (await identify(closed)).scopes == frozenset()


@pytest.mark.anyio
async def test_a_client_has_the_roles_that_are_listed_for_it() -> None:
    """Of those that its token has; without any of them it is not let in."""
    client = Client(roles=frozenset({"manager", "auditor"}))
    issuer = line(clients={"case-system": client})
    stated = ["union_representative", "manager"]

    assert (await identify(issuer, roles=stated)).roles == {"manager"}
    with pytest.raises(claims_refused.RolesNotOfClient):
        await identify(issuer)


@pytest.mark.anyio
async def test_roles_may_have_other_names_at_the_issuer() -> None:
    """Where its line says so, no other name counts: not even ours."""
    issuer = line(roles={"Chef": "manager", "chef-2": "manager", "HR": "auditor"})

    assert (await identify(issuer, roles=["Chef", "x"])).roles == {"manager"}
    assert (await identify(issuer, roles=["HR", "chef-2", "Chef"])).roles == {
        "manager",
        "auditor",
    }
    with pytest.raises(claims_refused.RolesUnknown):
        await identify(issuer, roles=["manager", "chef"])


@pytest.mark.anyio
async def test_narrowing_comes_after_the_names() -> None:
    """A client's roles are listed by the registry's own names."""
    client = Client(roles=frozenset({"manager"}))
    issuer = line(roles={"Chef": "manager"}, clients={"case-system": client})

    assert (await identify(issuer, roles=["Chef"])).roles == {"manager"}


@pytest.mark.anyio
async def test_a_role_that_is_narrowed_away_demands_nothing() -> None:
    """Who may not act as a union's representative needs no organisation."""
    client = Client(roles=frozenset({"manager"}))
    issuer = line(clients={"case-system": client})
    stated = ["union_representative", "manager"]

    found = await identify(issuer, roles=stated, organisation=None)

    assert found.roles == {"manager"}
