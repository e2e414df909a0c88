"""Whatever can be set is told of."""

from pathlib import Path

import pytest

from app.settings import ROOT, Settings

PAGE = (Path(ROOT) / "docs" / "serving.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_table(name: str) -> None:
    assert f"| `LOUPE_{name.upper()}` |" in PAGE
    assert Settings.model_fields[name].description


def test_the_table_names_nothing_else() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `LOUPE_")]
    assert len(rows) == len(Settings.model_fields)
