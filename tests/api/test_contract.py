"""The specification of the whole registry, as it is served: valid, told and shown."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from api.openapi import document
from api.recording import AgreementEvents, IssueEvents, RegisterEvents
from api.settings import CounterSettings
from domain import agency, agreement, lifecycle
from registry.app import counter

UNIONS = {
    IssueEvents: lifecycle.LIFECYCLE,
    AgreementEvents: agreement.LIFECYCLE,
    RegisterEvents: agency.LIFECYCLE,
}


@pytest.fixture(scope="module", name="contract")
def _contract(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    var: Path = tmp_path_factory.mktemp("contract")
    app = counter(CounterSettings(var=var), "postgresql://nowhere/registry")
    return document(app)


def operations(contract: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation, by its method and path."""
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_the_contract_is_valid(contract: dict[str, Any]) -> None:
    """By the validator of the OpenAPI schema."""
    validate(contract)

    assert len([*operations(contract)]) >= 25


def test_every_operation_and_parameter_is_described(contract: dict[str, Any]) -> None:
    """DOK.19, DOK.20: in words, each response too."""
    bare = [
        name
        for name, operation in operations(contract)
        for one in (
            operation,
            *operation["parameters"],
            *operation["responses"].values(),
        )
        if not one.get("description")
    ]

    assert [] == bare


def test_every_body_and_schema_has_an_example(contract: dict[str, Any]) -> None:
    """DOK.15: what is sent, what is answered, and what both are made of."""
    bodies = [
        (name, "example" in body)
        for name, operation in operations(contract)
        for part in (operation.get("requestBody", {}), *operation["responses"].values())
        for media, body in part.get("content", {}).items()
        if media.endswith("json")
    ]
    schemas = contract["components"]["schemas"]
    without = [
        name
        for name, schema in schemas.items()
        if "properties" in schema
        and not (schema.get("examples") and schema.get("description"))
    ]

    assert len(bodies) > 100
    assert [] == [name for name, shown in bodies if not shown]
    assert [] == without


@pytest.mark.parametrize("body", UNIONS)
def test_every_union_of_events_has_its_discriminator(
    contract: dict[str, Any], body: type
) -> None:
    """Each kind leads to its own schema, so that a client's generator knows it."""
    schemas = contract["components"]["schemas"]
    items = schemas[body.__name__]["properties"]["events"]["items"]
    found = items["discriminator"]

    assert "kind" == found["propertyName"]
    assert UNIONS[body].kinds.keys() == found["mapping"].keys()
    for kind, where in found["mapping"].items():
        schema = schemas[where.rpartition("/")[2]]
        assert [kind] == schema["properties"]["kind"]["enum"]


def test_an_answer_that_is_not_modified_is_stated(contract: dict[str, Any]) -> None:
    """304 stands on every operation that takes `If-None-Match`, and on no other."""
    for name, operation in operations(contract):
        names = {parameter["name"] for parameter in operation["parameters"]}
        assert ("If-None-Match" in names) == ("304" in operation["responses"]), name
