"""The environment is read whole or refused with a reason."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from api.settings import CounterSettings
from registry.cli import main
from registry.settings import HIDDEN, SECRET, SettingRefusedError, Settings


def test_an_empty_environment_gives_the_defaults() -> None:
    """Nothing need be set; an empty variable is as good as none."""
    settings = Settings.from_environment({"SAMVERKAN_DATABASE_URL": " "})

    assert settings == Settings()


def test_each_field_is_read_as_its_type() -> None:
    """Text becomes numbers and paths."""
    settings = Settings.from_environment(
        {
            "SAMVERKAN_VAR": "/srv/samverkan",
            "SAMVERKAN_LINE_MAX": "500",
            "SAMVERKAN_POLL_SECONDS": "0.2",
        }
    )

    assert settings.var == Path("/srv/samverkan")
    assert (settings.line_max, settings.poll_seconds) == (500, 0.2)


@pytest.mark.parametrize("text", ["many", "0", "65", "4.5"])
def test_a_bad_value_is_refused_by_name(text: str) -> None:
    """The message names the variable, what was found and what was needed."""
    environ = {"SAMVERKAN_APPEND_CONNECTIONS": text}

    with pytest.raises(SettingRefusedError) as refusal:
        Settings.from_environment(environ)

    assert f"SAMVERKAN_APPEND_CONNECTIONS is {text!r}. Expected `int`" in str(
        refusal.value
    )


def test_what_is_secret_is_not_shown() -> None:
    """Neither as text nor for a programmer nor on a terminal; the rest is."""
    stated = dict.fromkeys(SECRET, "planted")
    settings = CounterSettings(**stated, line_max=777)  # type: ignore[arg-type]
    console = Console(file=StringIO(), width=2_000)
    console.print(settings)
    shown = [str(settings), repr(settings), f"{[settings]}", console.file.getvalue()]  # type: ignore[attr-defined]

    assert ["planted" in text for text in shown] == [False] * 4
    assert [text.count(HIDDEN) for text in shown] == [len(SECRET)] * 4
    assert all("777" in text for text in shown)


def test_what_could_be_secret_is_named_so() -> None:
    """A field of free text is either known to be none, or not shown."""
    known = {"host", "public_url", "contact_name", "contact_url", "contact_email"}
    texts = {
        name
        for name, kind in CounterSettings.__annotations__.items()
        | Settings.__annotations__.items()
        if kind in (str, str | None)
    }

    assert known | SECRET == texts


def test_no_command_takes_a_secret() -> None:
    """What stands on a command line, every user of the machine can see."""
    options = {
        option.lstrip("-")
        for command in main.commands.values()
        for parameter in command.params
        for option in parameter.opts
    }
    words = {word for option in options for word in option.replace("_", "-").split("-")}

    assert {"url", "key", "keys", "password", "secret", "token"}.isdisjoint(words)
