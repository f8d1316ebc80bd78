"""The house stands as planned: which room may know which, and how big a room may be."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("domain", "registry", "projections", "api")
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
FILE_LINES_MAX = 250
FUNCTION_LINES_MAX = 50

IMPURE = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.monotonic",
    "uuid.uuid4",
    "uuid4",
    "os.environ",
    "os.getenv",
    "open",
    "print",
    "random.random",
}
"""What a law may not ask: the clock, chance, settings, files."""

BANNED = {
    "Manager",
    "Service",
    "Helper",
    "Util",
    "Utils",
    "Processor",
    "Handler",
    "Data",
    "Info",
    "Dto",
    "Impl",
}
"""Words that name nothing (STYLE rule 4)."""

LIBRARY = re.compile(r"persistence\w*|recorders|threaded")
"""The modules of the registry that are a persistence module of `eventsourcing`."""


def tree(path: Path) -> ast.Module:
    """Return the parsed file."""
    return ast.parse(path.read_text("utf-8"))


def named(path: Path) -> str:
    """Return the file's path from the root."""
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the functions of the file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_imports_point_one_way() -> None:
    """domain, registry, projections, api: each knows those before it, none after."""
    command = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(  # noqa: S603 - our own command, no input
        [command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Contracts: 2 kept, 0 broken" in done.stdout


@pytest.mark.parametrize("path", sorted((ROOT / "domain").rglob("*.py")), ids=named)
def test_the_domain_asks_nobody(path: Path) -> None:
    """No clock, chance, setting or file in the law: what it needs, it is given."""
    found = {
        dotted(node)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute | ast.Name)
    }

    assert set() == found & IMPURE


def dotted(node: ast.expr) -> str:
    """Return `a.b` of an attribute, the last two names of a longer one."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value).rpartition(".")[2]
        return f"{owner}.{node.attr}"
    return ""


def modules_of(path: Path) -> Iterator[str]:
    """Yield the modules that the file imports."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", FILES, ids=named)
def test_the_library_has_one_door(path: Path) -> None:
    """`eventsourcing` is known to the registry's persistence modules alone."""
    knows = any(name.split(".")[0] == "eventsourcing" for name in modules_of(path))
    door = path.parent.name == "registry" and LIBRARY.fullmatch(path.stem) is not None

    assert not knows or door


@pytest.mark.parametrize("path", FILES, ids=named)
def test_files_are_short(path: Path) -> None:
    """A file has at most 250 lines."""
    lines = len(path.read_text("utf-8").splitlines())

    assert lines <= FILE_LINES_MAX


@pytest.mark.parametrize("path", FILES, ids=named)
def test_functions_are_short(path: Path) -> None:
    """A function has at most 50 lines."""
    long = [
        node.name
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES_MAX
    ]

    assert long == []


@pytest.mark.parametrize("path", [*FILES, *TESTS], ids=named)
def test_modules_say_what_they_are(path: Path) -> None:
    """Every module has a docstring, unless it is empty; its first line a sentence."""
    module = tree(path)
    first = (ast.get_docstring(module) or "").split("\n\n")[0].strip()

    assert not module.body or first.endswith((".", "?", "!", ":")), first


@pytest.mark.parametrize("path", FILES, ids=named)
def test_names_say_something(path: Path) -> None:
    """No class is called a manager, a helper or data of something."""
    classes = [n.name for n in ast.walk(tree(path)) if isinstance(n, ast.ClassDef)]

    assert [name for name in classes if says_nothing(name)] == []


GIVEN_NAMES = {"ApiInfo"}
"""Names from outside: the national REST profile's own for `/api-info`."""


def says_nothing(name: str) -> bool:
    """Tell whether one of its words is banned, or it begins with `Base`."""
    if name in GIVEN_NAMES:
        return False
    words = set(re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+", name))
    return bool(words & {*BANNED, "DTO"}) or bool(re.match(r"Base[A-Z]", name))


@pytest.mark.parametrize("path", TESTS, ids=named)
def test_tests_say_what_holds(path: Path) -> None:
    """Every test has a docstring that states the behaviour."""
    silent = [
        node.name
        for node in functions(path)
        if node.name.startswith("test_") and not ast.get_docstring(node)
    ]

    assert silent == []
