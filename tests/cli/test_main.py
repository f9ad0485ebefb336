"""The command line itself: what it lists, how it fails, how fast it starts."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import throughline
from throughline.cli import main as cli
from throughline.cli.main import COMMANDS, explain, main, overview
from throughline.config.env import BadSetting
from throughline.lib.refusal import ChangedMeanwhile


@pytest.mark.parametrize("name", COMMANDS)
def test_each_help_says_what_it_does_and_shows_an_example(name, capsys):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert f"throughline {name}" in told
    assert "examples:" in told


def test_the_overview_lists_every_command(capsys):
    assert main([]) == 2
    told = capsys.readouterr().out
    assert all(f"  {name} " in told for name in COMMANDS)
    assert overview().prog == "throughline"


def test_the_version(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"Throughline {throughline.__version__}\n")


def test_a_mistyped_command_is_guessed(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["verfy"])
    assert ended.value.code == 2
    assert "Did you mean “verify”?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (BadSetting("THROUGHLINE_THREADS is 'x': give a whole number."), "give a whole number"),
        (ChangedMeanwhile(), "changed this meanwhile"),
        (FileNotFoundError(2, "No such file or directory", "plan.xlsx"), "plan.xlsx: No such file"),
    ],
)
def test_an_expected_failure_ends_in_one_sentence(error, told, monkeypatch, capsys):
    def fail(_name, _arguments):
        raise error

    monkeypatch.setattr(cli, "run", fail)
    assert main(["verify"]) == 1
    printed = capsys.readouterr().err
    assert told in printed
    assert printed.count("\n") == 1


def test_a_fault_of_the_program_keeps_its_traceback(monkeypatch):
    assert explain(KeyError("x")) is None
    monkeypatch.setattr(cli, "run", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["verify"])


def test_help_does_not_wait_for_django():
    code = (
        "import sys; from throughline.cli.main import main\n"
        "try: main([sys.argv[1], '--help'])\n"
        "except SystemExit: print('django' in sys.modules)"
    )
    for name in COMMANDS:
        told = subprocess.run(
            [sys.executable, "-c", code, name], capture_output=True, text=True, check=True
        ).stdout
        assert told.splitlines()[-1] == "False", name


def test_commands_have_one_shape():
    for module, summary in COMMANDS.values():
        loaded = import_module(module)
        assert callable(loaded.parser)
        assert callable(getattr(loaded, "main", getattr(loaded, "run", None)))
        assert summary[0].islower()
        assert not summary.endswith(".")
