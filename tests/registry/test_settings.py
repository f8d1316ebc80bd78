"""The environment is read whole or refused with a reason."""

from pathlib import Path

import pytest

from registry.settings import SettingRefusedError, Settings


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
