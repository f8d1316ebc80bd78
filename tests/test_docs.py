"""What the documents say of the program is what the program is."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from api.settings import CounterSettings
from registry.cli import main
from registry.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = [
    path
    for folder in (ROOT, ROOT / "docs", ROOT / "docs" / "decisions")
    for path in sorted(folder.glob("*.md"))
]

LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(#[^)\s]+)?\)")


def setting_rows() -> list[str]:
    """Return the rows of the table of settings, as the structs have them."""
    rows = []
    for file, struct in (
        ("registry/settings.py", Settings),
        ("api/settings.py", CounterSettings),
    ):
        fields = {field.name: field for field in msgspec.structs.fields(struct)}
        for name, text in docstrings(ROOT / file, struct.__name__):
            default = shown(fields[name].default)
            rows.append(f"| `{PREFIX}{name.upper()}` | {default} | {text} |")
    return rows


def docstrings(file: Path, struct: str) -> Iterator[tuple[str, str]]:
    """Yield each field of the struct with the string under it, on one line."""
    module = ast.parse(file.read_text("utf-8"))
    defined = [n for n in module.body if isinstance(n, ast.ClassDef)]
    body = next(each for each in defined if each.name == struct).body
    for field, below in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            assert isinstance(below, ast.Expr), field.target.id
            yield field.target.id, " ".join(ast.literal_eval(below.value).split())


def shown(default: Any) -> str:
    """Return a default as an operator would write it."""
    match default:
        case None | ():
            return "–"
        case bool():
            return f"`{str(default).lower()}`"
        case _:
            return f"`{default}`"


def test_every_setting_is_in_the_table() -> None:
    """Variable, default and meaning are those of the structs, in their order."""
    table = re.findall(r"^\| `SAMVERKAN_.+$", OPERATIONS, re.MULTILINE)

    assert table == setting_rows()


def test_every_command_is_told_of() -> None:
    """An operator finds each command of the program in docs/operations.md."""
    told = set(re.findall(r"`samverkan ([a-z-]+)", OPERATIONS))

    assert told == set(main.commands)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_link_within_the_project_is_broken(document: Path) -> None:
    """What a document links to is there."""
    text = document.read_text("utf-8")
    paths = [match[1] for match in LINK.finditer(text)]

    assert [path for path in paths if not (document.parent / path).exists()] == []


def test_the_readme_is_short() -> None:
    """At most 120 lines, and the law in 25."""
    law = README.split("## The law")[1].split("\n## ")[0].strip().splitlines()

    assert len(README.splitlines()) <= 120
    assert len([line for line in law if re.match(r"\d+\. ", line)]) == 25


def test_every_target_of_make_that_is_named_exists() -> None:
    """A reader who types what a document says gets no "No rule to make target"."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    texts = [document.read_text("utf-8") for document in DOCUMENTS]
    named = {name for text in texts for name in re.findall(r"`make ([a-z]+)", text)}

    assert named <= targets


def test_decisions_are_numbered_without_a_gap() -> None:
    """Each has its number, a context, a decision and its consequences."""
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    assert [file.name[:4] for file in files] == [
        f"{number:04}" for number in range(1, len(files) + 1)
    ]
    for file in files:
        headings = re.findall(r"^## (.+)$", file.read_text("utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences"], file.name
