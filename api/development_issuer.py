"""An issuer of tokens for development: on this machine alone, if switched on."""

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey, Key

from api.issuers import Issuer
from api.settings import CounterSettings, loopback
from registry.settings import SettingRefusedError

NAME = "samverkan-development"
"""Its `iss`, and the `client_id` of a token that states no other."""

AUDIENCE = "samverkan-registry"
"""The `aud` of its tokens."""

BANNER = (
    "Utvecklingsläge: tokens utfärdas här utan kontroll av vem som frågar."
    " Development: tokens are issued here without checking who asks."
)


class DevelopmentIssuer:
    """Mints tokens with a key of its own, kept under the registry's folder."""

    def __init__(self, var: Path, token_seconds_max: int = 300) -> None:
        self._key = _kept_key(var / "development-issuer.pem")
        self._kid = self._key.thumbprint()
        self._token_seconds_max = token_seconds_max

    def mint(
        self,
        agency: str,
        sub: str,
        roles: Iterable[str],
        *,
        scope: str = "samverkan:record samverkan:read",
        seconds: int | None = None,
        **claims: Any,
    ) -> str:
        """Return a token; *claims* are `organisation`, `units`, `clearance` and so on.

        It lives for *seconds*, or as long as a token issued here may.
        """
        now = int(time.time())
        lifetime = self._token_seconds_max if seconds is None else seconds
        said: dict[str, Any] = {
            "iss": NAME,
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + lifetime,
            "jti": str(uuid4()),
            "sub": sub,
            "client_id": NAME,
            "agency": agency,
            "roles": sorted(roles),
            "scope": scope,
        }
        header = {"alg": "ES256", "typ": "at+jwt", "kid": self._kid}
        return jwt.encode(header, said | claims, self._key, algorithms=["ES256"])

    def jwks(self) -> dict[str, Any]:
        """Return its public key as a JWK set."""
        public = self._key.as_dict(private=False, kid=self._kid, use="sig", alg="ES256")
        return {"keys": [public]}

    async def key(self, kid: str, key_type: str) -> Key | None:
        """As `api.issuers.KeySource.key`."""
        return self._key if (kid, key_type) == (self._kid, "EC") else None

    @property
    def line(self) -> Issuer:
        """Return it as a line of the file of issuers: it may speak for any agency."""
        return Issuer(
            issuer=NAME,
            audience=AUDIENCE,
            jwks_uri="",
            agencies=frozenset({"*"}),
            token_seconds_max=self._token_seconds_max,
        )


def development_issuer(settings: CounterSettings) -> DevelopmentIssuer | None:
    """Return the issuer if it is switched on.

    Raises: SettingRefusedError, when the registry listens beyond this machine.
    """
    if not settings.development_issuer:
        return None
    if not loopback(settings.host):
        raise SettingRefusedError(
            f"SAMVERKAN_DEVELOPMENT_ISSUER is on while SAMVERKAN_HOST is"
            f" {settings.host}. It works on 127.0.0.1 alone: switch it off, or listen"
            " there"
        )
    return DevelopmentIssuer(settings.var, settings.token_seconds_max)


def _kept_key(path: Path) -> ECKey:
    """Return the key of the file, which only its owner may read; made if missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _write_whole(path, ECKey.generate_key("P-256").as_pem(private=True))
    path.chmod(0o600)
    return ECKey.import_key(path.read_bytes())


def _write_whole(path: Path, pem: bytes) -> None:
    """Write beside and link: of several processes that start at once, one wins."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(beside, flags, 0o600), "wb") as file:
        file.write(pem)
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
