"""Keys are fetched from where the operator said: not from what stands beside us."""

import asyncio
import datetime as dt
import json
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from api import fetching
from api.application import token_verifier
from api.fetching import (
    ANSWER_BYTES_MAX,
    AddressRefusedError,
    AnswerRefusedError,
    Resolve,
    fetched,
    refuse_address,
)
from api.issuers import Issuer
from api.key_sets import keys_of
from api.settings import CounterSettings
from tests.api.issued import EC, ISSUER, token

HOST = "keys.example"
JSON = "Content-Type: application/json"
PUBLIC = "93.184.215.14"


def resolving(*addresses: str) -> Resolve:
    """Return a resolver that finds these addresses, whatever is asked."""

    async def found(host: str, port: int) -> Sequence[str]:
        assert host
        assert port
        return addresses

    return found


def answer(status: str = "200 OK", *headers: str, body: bytes = b"{}") -> bytes:
    """Return an answer as it goes over the line."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


class Server:
    """A server on this machine that answers everything alike, and keeps the asking."""

    def __init__(self, answers: bytes) -> None:
        self.answers = answers
        self.asked: list[str] = []
        self.port = 0

    async def __call__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Answer one connection."""
        self.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(self.answers)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def served(
    answers: bytes, context: ssl.SSLContext | None = None
) -> AsyncIterator[Server]:
    """A server on this machine for the length of a block."""
    handler = Server(answers)
    server = await asyncio.start_server(handler, "127.0.0.1", 0, ssl=context)
    handler.port = server.sockets[0].getsockname()[1]
    async with server:
        yield handler


def certified(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return a context that serves under the name, and one that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(
        Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(path)
    return serving, ssl.create_default_context(cafile=str(path))


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_a_public_address_is_let_through(address: str) -> None:
    """Of either version."""
    refuse_address(address, internal=False)
    refuse_address(address, internal=True)


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
        "127.0.0.1", "127.9.9.9", "::1", "fd00::1", "fc00::1", "::ffff:10.1.2.3",
        "::ffff:127.0.0.1",
    ],
)  # fmt: skip
def test_an_address_of_the_agencys_own_is_let_through_if_stated(address: str) -> None:
    """By `internal` on the issuer's line, and only by that."""
    refuse_address(address, internal=True)

    with pytest.raises(AddressRefusedError):
        refuse_address(address, internal=False)


@pytest.mark.parametrize("internal", [False, True])
@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "fe80::1%eth0",
        "0.0.0.0", "::", "::ffff:0.0.0.0", "224.0.0.1", "239.1.1.1",  # noqa: S104
        "ff02::1",
        "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "fec0::1",
        "2001:db8::1", "2002:7f00:1::", "2002:5db8:d70e::", "2001::1",
        "64:ff9b::a01:203", "::7f00:1",
    ],
)  # fmt: skip
def test_no_other_address_is_ever_let_through(address: str, *, internal: bool) -> None:
    """Nobody's keys are on a link, in a group, in a tunnel or nowhere: a cloud's own
    credentials are.
    """
    with pytest.raises(AddressRefusedError):
        refuse_address(address, internal=internal)


@pytest.mark.parametrize(
    "addresses", [("127.0.0.1",), (PUBLIC, "127.0.0.1"), ("::ffff:127.0.0.1",)]
)
@pytest.mark.anyio
async def test_a_name_that_leads_inside_is_not_connected_to(
    addresses: tuple[str, ...],
) -> None:
    """One such address is enough, wherever it stands among the others."""
    async with served(answer("200 OK", JSON)) as server:
        url = f"https://{HOST}:{server.port}/"
        with pytest.raises(AddressRefusedError):
            await fetched(url, resolve=resolving(*addresses))

    assert server.asked == []


@pytest.mark.anyio
async def test_an_address_in_the_place_of_a_name_is_looked_at_too() -> None:
    """However it is written."""
    for host in ("127.0.0.1", "[::1]", "10.0.0.1", "[::ffff:7f00:1]", "169.254.1.1"):
        with pytest.raises(AddressRefusedError):
            await fetched(f"https://{host}/keys")


@pytest.mark.anyio
async def test_the_connection_is_made_to_the_address_that_was_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the name of the host, whose certificate it must show; no second look at the
    name can lead elsewhere.
    """
    serving, trusting = certified(tmp_path, HOST)
    monkeypatch.setattr(fetching, "trusted", lambda: trusting)
    async with served(answer("200 OK", JSON, body=b'{"keys":[]}'), serving) as server:
        url = f"https://{HOST}:{server.port}/keys?a=b"
        found = await fetched(url, internal=True, resolve=resolving("127.0.0.1"))

    assert found == b'{"keys":[]}'
    [asked] = server.asked
    assert asked.startswith("GET /keys?a=b HTTP/1.1\r\n")
    assert f"\r\nHost: {HOST}:{server.port}\r\n" in asked


@pytest.mark.anyio
async def test_the_certificate_must_be_the_hosts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not merely one of somebody who is trusted."""
    serving, trusting = certified(tmp_path, "elsewhere.example")
    monkeypatch.setattr(fetching, "trusted", lambda: trusting)
    async with served(answer("200 OK", JSON), serving) as server:
        url = f"https://{HOST}:{server.port}/"
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await fetched(url, internal=True, resolve=resolving("127.0.0.1"))

    assert server.asked == []


@pytest.mark.anyio
async def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    """As where a host has one of each version, and this machine has one of them."""
    async with served(answer("200 OK", JSON)) as server:
        url = f"http://localhost:{server.port}/"
        found = await fetched(url, resolve=resolving("127.0.0.2", "127.0.0.1"))

    assert found == b"{}"


@pytest.mark.parametrize("reached", ["127.0.0.1", "10.0.0.1", "169.254.169.254"])
@pytest.mark.anyio
async def test_where_the_connection_ended_is_looked_at_too(reached: str) -> None:
    """Before anything of the answer is read."""

    class Stream(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            raise AssertionError("read")
            yield b""

    class Connection:
        def get_extra_info(self, name: str) -> Any:
            return {"server_addr": (reached, 443)}[name]

    def answered(_: httpx.Request) -> httpx.Response:
        extensions = {"network_stream": Connection()}
        return httpx.Response(200, stream=Stream(), extensions=extensions)

    transport = httpx.MockTransport(answered)
    with pytest.raises(AddressRefusedError):
        await fetched(
            f"https://{HOST}/", resolve=resolving(PUBLIC), transport=transport
        )


@pytest.mark.parametrize(
    ("said", "failure"),
    [
        (answer("302 Found", JSON, "Location: /keys"), httpx.HTTPStatusError),
        (answer("404 Not Found", JSON), httpx.HTTPStatusError),
        (answer("500 Oops", JSON), httpx.HTTPStatusError),
        (answer("200 OK"), AnswerRefusedError),
        (answer("200 OK", "Content-Type: text/html"), AnswerRefusedError),
        (answer("200 OK", JSON, body=b" " * (ANSWER_BYTES_MAX + 1)),
         AnswerRefusedError),
        (b"SSH-2.0-OpenSSH_9.2\r\n", httpx.RemoteProtocolError),
        (b"", httpx.RemoteProtocolError),
    ],
)  # fmt: skip
@pytest.mark.anyio
async def test_what_is_no_key_set_is_not_taken(
    said: bytes, failure: type[Exception]
) -> None:
    """Asked once, and not anywhere that the answer points to."""
    async with served(said) as server:
        with pytest.raises(failure):
            await fetched(f"http://127.0.0.1:{server.port}/")

    assert len(server.asked) == 1


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8",
                                  "Application/JWK-Set+JSON"])  # fmt: skip
@pytest.mark.anyio
async def test_a_key_set_is_json(kind: str) -> None:
    """By either name."""
    async with served(answer("200 OK", f"Content-Type: {kind}")) as server:
        assert await fetched(f"http://localhost:{server.port}/") == b"{}"


@pytest.mark.anyio
async def test_what_is_packed_is_not_unpacked() -> None:
    """A small answer cannot become a large one here."""
    packed = answer("200 OK", JSON, "Content-Encoding: gzip", body=b"\x1f\x8b...")
    async with served(packed) as server:
        found = await fetched(f"http://127.0.0.1:{server.port}/")

    assert found == b"\x1f\x8b..."
    assert "Accept-Encoding: identity" in server.asked[0]


@pytest.mark.anyio
async def test_no_proxy_of_the_environment_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It would choose where the connection goes."""
    async with served(answer("200 OK", JSON)) as server, served(b"") as proxy:
        for name in ("http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        await fetched(f"http://127.0.0.1:{server.port}/")

    assert (1, []) == (len(server.asked), proxy.asked)


@pytest.mark.anyio
async def test_a_name_without_an_address_is_told() -> None:
    """As one that does not answer."""
    with pytest.raises(httpx.ConnectError):
        await fetched(f"https://{HOST}/", resolve=resolving())
    with pytest.raises(OSError, match=r"."):
        await fetched("https://nowhere.invalid/")


@pytest.mark.parametrize("internal", [False, True])
@pytest.mark.anyio
async def test_the_issuers_line_says_whether_it_is_internal(
    monkeypatch: pytest.MonkeyPatch, *, internal: bool
) -> None:
    """And its keys are fetched accordingly."""
    asked: list[tuple[str, bool]] = []

    async def stub(url: str, *, internal: bool) -> bytes:
        asked.append((url, internal))
        return b'{"keys":[]}'

    monkeypatch.setattr("api.key_sets.fetched", stub)
    line = Issuer(
        issuer="x",
        audience="y",
        jwks_uri="https://id.example/k",
        agencies=frozenset(),
        internal=internal,
    )
    await keys_of(line).key("a", "EC")

    assert asked == [("https://id.example/k", internal)]


@pytest.mark.anyio
async def test_a_line_of_the_file_is_all_that_an_issuer_needs(tmp_path: Path) -> None:
    """From the operator's file to who asks, by keys that were fetched."""
    keys = json.dumps({"keys": [EC.as_dict(private=False)]}).encode()
    path = tmp_path / "issuers.json"
    async with served(answer("200 OK", JSON, body=keys)) as server:
        at = f"http://127.0.0.1:{server.port}/keys"
        line = {"issuer": ISSUER.issuer, "audience": "registry", "jwksUri": at}
        path.write_text(json.dumps([{**line, "agencies": ["registerverket"]}]))
        verifier = token_verifier(CounterSettings(issuers=path), None)
        found = await verifier.identify(token())
        again = await verifier.identify(token(sub="p-2"))

    assert ("p-1042", "p-2") == (found.identity.sub, again.identity.sub)
    assert len(server.asked) == 1
