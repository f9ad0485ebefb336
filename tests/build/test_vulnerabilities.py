"""What is locked is looked up; what could not be looked up is never passed over in silence."""

from __future__ import annotations

import json

import pytest

from tools import vulnerabilities
from tools.vulnerabilities import NPM, PYTHON, main, npm_packages, python_packages

LOCK = "# written\ndjango==5.2.19 \\\n    --hash=sha256:00\nPy_YAML==6.0 \\\n    --hash=sha256:01\n"
KNOWN = {"id": "PYSEC-2026-1", "fix_versions": ["5.2.20"], "aliases": ["CVE-2026-1"], "description": ""}


def told(*dependencies: dict) -> str:
    return json.dumps({"dependencies": list(dependencies), "fixes": []})


SOUND = {"name": "py-yaml", "version": "6.0", "vulns": []}


def test_a_known_vulnerability_is_named_with_the_version_that_mends_it():
    answer = told({"name": "django", "version": "5.2.19", "vulns": [KNOWN]}, SOUND)
    checked = python_packages(LOCK, answer, "")
    assert checked.vulnerable == ["django 5.2.19: PYSEC-2026-1 (mended in 5.2.20)"]
    assert checked.unchecked == []


@pytest.mark.parametrize(
    ("printed", "complained", "unchecked", "why"),
    [
        (told(SOUND), "", ["django"], "no answer"),
        (told({"name": "django", "skip_reason": "not on PyPI"}, SOUND), "", ["django"], "not on PyPI"),
        ("", "Connection refused", ["django", "Py_YAML"], "Connection refused"),
        ("<html>", "", ["django", "Py_YAML"], "no answer"),
        ("[]", "", ["django", "Py_YAML"], "no answer"),
    ],
)
def test_a_package_about_which_nothing_was_learned_was_not_checked(printed, complained, unchecked, why):
    checked = python_packages(LOCK, printed, complained)
    assert (checked.unchecked, checked.why, checked.vulnerable) == (unchecked, why, [])


def test_npm_tells_what_is_vulnerable_and_where_to_read_of_it():
    one = {
        "severity": "high",
        "range": "<6.5",
        "via": [{"url": "https://advisory", "title": "Script"}, "vega"],
    }
    answer = json.dumps({"auditReportVersion": 2, "vulnerabilities": {"vega-lite": one}})
    assert npm_packages(answer, "").vulnerable == ["vega-lite <6.5: high, https://advisory, vega"]


@pytest.mark.parametrize(
    ("printed", "complained", "why"),
    [
        (json.dumps({"message": "405 Method Not Allowed"}), "", "405 Method Not Allowed"),
        (json.dumps({"error": {"summary": "endpoint"}}), "", "endpoint"),
        ("", "npm error audit endpoint returned an error", "npm error audit endpoint returned an error"),
    ],
)
def test_a_mirror_without_advisories_is_no_clean_bill(printed, complained, why):
    checked = npm_packages(printed, complained)
    assert (checked.unchecked, checked.why) == (["the front end's packages"], why)


def answering(python: str, npm: str):
    return lambda command: ({PYTHON[0]: python, NPM[0]: npm}[command[0]], "")


def test_only_what_was_checked_whole_and_found_sound_passes(monkeypatch, tmp_path, capsys):
    (tmp_path / vulnerabilities.LOCK).write_text(LOCK, encoding="utf-8")
    monkeypatch.setattr(vulnerabilities, "PROJECT", tmp_path)
    python = told({"name": "django", "version": "5.2.19", "vulns": []}, SOUND)
    npm = json.dumps({"auditReportVersion": 2, "vulnerabilities": {}})
    assert main(answering(python, npm)) == 0
    assert capsys.readouterr().err == ""
    assert main(answering(told(SOUND), npm)) == 1
    assert "Python: could not be checked (1): django" in capsys.readouterr().err
    assert main(answering(python, "")) == 1
    assert "npm: could not be checked (1): the front end's packages" in capsys.readouterr().err


def test_every_locked_package_is_asked_for():
    lock = (vulnerabilities.PROJECT / vulnerabilities.LOCK).read_text(encoding="utf-8")
    names = python_packages(lock, "", "").unchecked
    run_time = (vulnerabilities.PROJECT / "requirements.lock").read_text(encoding="utf-8")
    assert {"django", "gunicorn", "pip-audit"} <= set(names)
    assert set(python_packages(run_time, "", "").unchecked) <= set(names)
