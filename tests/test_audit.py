"""What `make audit` makes of pip-audit's answer."""

import json

import pytest

from scripts.audit import report

SOUND = {"name": "sound", "version": "1", "vulns": []}
SKIPPED = {"name": "skipped", "skip_reason": "not found"}
WEAK = {
    "name": "weak",
    "version": "1.2",
    "vulns": [{"id": "PYSEC-0", "fix_versions": ["1.3"]}, {"id": "PYSEC-1", "fix_versions": []}],
}


@pytest.mark.parametrize(
    ("packages", "status", "said"),
    [
        ([SOUND], 0, "1 packages audited; 0 with"),
        ([SOUND, SKIPPED, WEAK], 1, "weak 1.2: PYSEC-0, mended in 1.3\nweak 1.2: PYSEC-1"),
        ([SOUND, SKIPPED], 0, "1 packages audited; 1 could not be; 0 with"),
        ([SKIPPED], 0, "nothing was audited"),
    ],
)
def test_what_an_audit_says(
    packages: list[object], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(json.dumps({"dependencies": packages})) == status
    assert said in capsys.readouterr().out


def test_without_a_network_nothing_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert report("") == 0
    assert "nothing was audited" in capsys.readouterr().out
