"""The specification is valid, whole and true."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
import yaml
from litestar.testing import TestClient
from openapi_spec_validator import validate

from api.examples import ExampleMissingError, example_of
from api.openapi import document
from tests.api.counter import Door, Recording, counter

BASE = "/samverkan/v1"
DOCUMENT = document(counter())
OPERATIONS = {
    f"{method} {path}": operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}


def responses() -> Iterator[tuple[str, Any]]:
    """Every response of every operation, by status."""
    for operation in OPERATIONS.values():
        yield from operation["responses"].items()


def test_it_is_valid_openapi() -> None:
    """By the validator of the OpenAPI schema."""
    validate(DOCUMENT)


def test_it_is_served_as_json_and_yaml_under_the_base() -> None:
    """DOK.18, DOK.23, DOK.24: open to anyone, the same in both."""
    with TestClient(counter()) as client:
        as_json = client.get(f"{BASE}/openapi.json")
        as_yaml = client.get(f"{BASE}/openapi.yaml")

    assert as_json.json() == DOCUMENT
    assert yaml.safe_load(as_yaml.text) == DOCUMENT
    assert as_yaml.headers["content-type"].startswith("application/yaml")


def test_it_says_what_digg_asks_of_a_specification() -> None:
    """DOK.01-DOK.11, UFN.01, UFN.02: contact, licence, terms, service level, limits."""
    info = DOCUMENT["info"]

    assert {"name", "url", "email"} <= info["contact"].keys()
    assert {"name", "url"} <= info["license"].keys()
    assert info["termsOfService"]
    assert {"availability", "responseTime", "support"} <= info["x-sla"].keys()
    assert "begränsning" in info["description"].lower()
    assert "limitation" in info["description"].lower()
    assert all(
        server["url"].startswith("https://") and server["url"].endswith("/v1")
        for server in DOCUMENT["servers"]
    )


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_is_described(name: str) -> None:
    """DOK.19, DOK.20, UFN.09: in words, with each parameter and response."""
    operation = OPERATIONS[name]

    assert operation["description"]
    assert all(one["description"] for one in operation["parameters"])
    assert all(one["description"] for one in operation["responses"].values())
    assert "_" not in name


def test_every_problem_is_a_problem() -> None:
    """FEL.01, FEL.02: media type, schema with all five members, example."""
    problems = [one for status, one in responses() if int(status) >= 400]
    required = DOCUMENT["components"]["schemas"]["Problem"]["required"]

    assert problems
    assert {"type", "title", "status", "detail", "instance"} == set(required)
    for one in problems:
        body = one["content"]["application/problem+json"]
        assert body["schema"] == {"$ref": "#/components/schemas/Problem"}
        assert body["example"]["status"] >= 400


def test_operations_state_the_problems_that_apply() -> None:
    """Writing can conflict; what is open needs no token."""
    record = OPERATIONS["post /doors/{doorId}/events"]["responses"]
    listed = OPERATIONS["get /doors"]["responses"]
    health = OPERATIONS["get /health/live"]

    assert set(record) == {
        "201", "400", "401", "403", "404", "406", "408", "409", "412", "413", "414",
        "415", "422", "428", "429", "431", "500", "503",
    }  # fmt: skip
    assert {"404", "409"}.isdisjoint(listed)
    assert "401" not in health["responses"]
    assert health["security"] == []


def test_every_answer_says_what_is_left() -> None:
    """RateLimit-Policy and RateLimit, of what went well and of what did not."""
    stated = [
        response["headers"]
        for operation in OPERATIONS.values()
        for response in operation["responses"].values()
    ]

    assert all({"RateLimit-Policy", "RateLimit"} <= set(one) for one in stated)
    assert {"RateLimit-Policy", "RateLimit"} == set(DOCUMENT["components"]["headers"])


def test_a_tagged_union_has_its_discriminator() -> None:
    """So that a client's generator knows which event it reads."""
    items = DOCUMENT["components"]["schemas"]["Recording"]["properties"]["events"]

    assert items["items"]["discriminator"] == {
        "propertyName": "kind",
        "mapping": {
            "door-opened.v1": "#/components/schemas/DoorOpened",
            "door-closed.v1": "#/components/schemas/DoorClosed",
        },
    }


def test_dates_and_times_have_a_singular_example() -> None:
    """DOT.02, DOT.04: what DIGG's linter reads."""
    properties = DOCUMENT["components"]["schemas"]["Door"]["properties"]

    assert properties["openedOn"]["example"] == "2026-03-02"
    assert properties["seenAt"]["example"] == "2026-03-02T09:00:00Z"
    assert properties["seenAt"]["description"] == "When it was last seen, UTC."


def test_every_component_and_body_has_an_example() -> None:
    """DOK.15."""
    structs = [
        schema
        for schema in DOCUMENT["components"]["schemas"].values()
        if "properties" in schema
    ]
    bodies = [
        body
        for operation in OPERATIONS.values()
        for part in (operation.get("requestBody", {}), *operation["responses"].values())
        for media, body in part.get("content", {}).items()
        if media.endswith("json")
    ]

    assert structs
    assert all(schema["description"] and schema["examples"] for schema in structs)
    assert all("example" in body for body in bodies)


@pytest.mark.parametrize("wanted", [Recording, Door, dict[str, int], tuple[int, str]])
def test_an_example_is_read_as_its_type(wanted: Any) -> None:
    """Worked out, not written: also where exactly one of two fields is needed."""
    assert msgspec.convert(example_of(wanted), wanted) is not None


class Odd(msgspec.Struct):
    """A struct of which nothing is right."""

    name: str

    def __post_init__(self) -> None:
        """Refuse everything."""
        raise ValueError("never")


def test_where_no_example_can_be_worked_out_one_is_asked_for() -> None:
    """The message says where to write it."""
    with pytest.raises(ExampleMissingError, match="EXAMPLES"):
        example_of(Odd)
