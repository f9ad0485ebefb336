"""`throughline demo` on a free port, for the tests that look at its pages."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

from tests.server import Server, command
from tests.waiting import answers, until

BUILD_SECONDS = 400


@dataclass
class Demonstration(Server):
    """The invented city, built and running; told in `language`, en or zh."""

    language: str = "en"

    def begin(self, language: str) -> None:
        """Build the city, and wait until it answers."""
        self.language = language
        with (self.data_dir / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(command(), "demo", "--city", language, "--port", str(self.port)),
                    *("--data-dir", str(self.data_dir / language)),
                ],
                env=self.variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until(self._has_begun, "the demonstration", seconds=BUILD_SECONDS)

    def _has_begun(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log
        return answers(self)
