"""The questions that the registry answers: one module each, found by its name."""

import re
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from domain.questions.answer import Question

QUESTIONS = MappingProxyType(
    {
        module.QUESTION.number: module.QUESTION
        for found in sorted(iter_modules(__path__), key=lambda found: found.name)
        if re.fullmatch(r"q\d\d_\w+", found.name)
        for module in [import_module(f"{__name__}.{found.name}")]
    }
)
"""By number, `Q1` first. A new question is a new module and nothing else."""

__all__ = ["QUESTIONS", "Question"]
