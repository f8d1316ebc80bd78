"""Runs mutmut over the questions with the changes that can turn a judgment.

See docs/mutation.md. It is no test, and mutmut is not among the pinned requirements:
run it in a copy of the project, in an environment of its own.
"""

from collections.abc import Callable, Iterator
from typing import Any

import libcst as cst
import libcst.matchers as m
from mutmut import configuration

SETTINGS: dict[str, Any] = {
    "source_paths": ["domain"],
    "only_mutate": ["domain/questions/*.py"],
    "also_copy": ["api", "registry", "projections", "docs"],
    "pytest_add_cli_args_test_selection": ["tests/questions"],
    "pytest_add_cli_args": [
        "--ignore=tests/questions/test_always.py",
        "--ignore=tests/questions/test_restored.py",
    ],
    "process_isolation": "forkserver",
    "use_setproctitle": False,
    "track_dependencies": False,
    "use_git_change_detection": False,
}
configuration._config_reader = lambda: SETTINGS.get  # noqa: SLF001

# mutmut reads its settings when it is imported.
from mutmut.__main__ import cli  # noqa: E402
from mutmut.mutation import file_mutation as files  # noqa: E402
from mutmut.mutation import mutators  # noqa: E402

KEPT = ("number", "name", "remove_unary_ops", "keywords", "swap_op", "if_exp")
"""Of mutmut's own operators those that can turn a judgment; not strings, arguments."""

OTHER_UNIT = (
    "__import__('msgspec').structs.replace({term}, unit='days' "
    "if {term}.unit == 'working_days' else 'working_days')"
)
SWAPPED = {
    "min": "max",
    "max": "min",
    "earliest": "latest",
    "latest": "earliest",
    "day_after": "day_begins",
    "day_begins": "day_after",
}
PROPERTY = m.Name("property") | m.Name("cached_property")


def called(node: cst.CSTNode, *names: str) -> bool:
    """Tell whether it is a call of one of *names*, of a module, a value or neither."""
    name = m.Name(value=m.MatchIfTrue(names.__contains__))
    return m.matches(node, m.Call(func=name | m.Attribute(attr=name)))


def one_less(node: cst.BaseNumber) -> Iterator[cst.CSTNode]:
    """Yield the number less one; mutmut itself adds one."""
    if isinstance(node, cst.Integer) and node.evaluated_value:
        yield node.with_changes(value=str(node.evaluated_value - 1))


def other_call(node: cst.Call) -> Iterator[cst.CSTNode]:
    """Yield the opposite call, and days for working days and the other way round."""
    code = cst.Module([]).code_for_node
    if called(node, *SWAPPED):
        name: Any = node.func if isinstance(node.func, cst.Name) else node.func.attr
        yield node.with_deep_changes(name, value=SWAPPED[name.value])
    if called(node, "deadline", "days_between", "earliest") and len(node.args) > 1:
        term = cst.parse_expression(OTHER_UNIT.format(term=code(node.args[-1].value)))
        yield node.with_changes(
            args=[*node.args[:-1], node.args[-1].with_changes(value=term)]
        )
    if called(node, "working_days"):
        first, last = (code(arg.value) for arg in node.args)
        yield cst.parse_expression(f"(({last}) - ({first})).days")


def unknown_otherwise(node: cst.Comparison) -> Iterator[cst.CSTNode]:
    """Yield `is not False` for `is True` and the like: they differ for None alone."""
    target = node.comparisons[0]
    if m.matches(target.comparator, m.Name("True") | m.Name("False")):
        other = "False" if target.comparator.value == "True" else "True"
        opposite = cst.IsNot() if isinstance(target.operator, cst.Is) else cst.Is()
        changed = target.with_changes(operator=opposite, comparator=cst.Name(other))
        yield node.with_changes(comparisons=[changed])


def not_unknown(node: cst.UnaryOperation) -> Iterator[cst.CSTNode]:
    """Yield `before(…) is False` for `not before(…)`."""
    if isinstance(node.operator, cst.Not) and called(node.expression, "before"):
        false = cst.ComparisonTarget(cst.Is(), cst.Name("False"))
        around = {"lpar": [cst.LeftParen()], "rpar": [cst.RightParen()]}
        yield cst.Comparison(node.expression, [false], **around)


def property_too(skip: Callable[..., bool]) -> Callable[..., bool]:
    """Return *skip*, which passes over what is decorated, but not over properties."""

    def skipped(self: object, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef) and node.decorators:
            return not m.matches(node.decorators[-1].decorator, PROPERTY)
        return skip(self, node)

    return skipped


def undecorated(arrange: Callable[..., Any]) -> Callable[..., Any]:
    """Return *arrange*; the variants of a property are plain, their chooser is one."""

    def arranged(function: cst.FunctionDef, *rest: Any, **named: Any) -> Any:
        first, methods, last, names = arrange(function, *rest, **named)
        if function.decorators:
            methods[1:] = [each.with_changes(decorators=[]) for each in methods[1:]]
        return first, methods, last, names

    return arranged


if __name__ == "__main__":
    own: Any = [
        pair
        for pair in mutators.mutation_operators
        if pair[1].__name__.removeprefix("operator_") in KEPT
    ]
    mutators.mutation_operators[:] = [  # type: ignore[index]
        *own,
        (cst.BaseNumber, one_less),
        (cst.Call, other_call),
        (cst.Comparison, unknown_otherwise),
        (cst.UnaryOperation, not_unknown),
    ]
    visitor: Any = files.MutationVisitor
    visitor._skip_node_and_children = property_too(visitor._skip_node_and_children)  # noqa: SLF001
    files.function_trampoline_arrangement = undecorated(
        files.function_trampoline_arrangement
    )
    cli()
