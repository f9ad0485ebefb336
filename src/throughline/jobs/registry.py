"""The kinds of jobs: each a function that a worker calls.

    @job("documents.read")
    def read_document(run: Run, *, document: int) -> None:
        …long work, run.progress(done, total, _("Page %(page)d") …)
        with run.conclude() as result:
            …short writes; they and the job's end are one transaction
            result["findings"] = 12

A worker that is killed loses its job to another, which begins it anew: whatever a job writes belongs into `conclude`,
or must do no harm when done twice. The module is imported by the worker when it stands in an installed stage's
`background.py`, in `workflows` or in `exchange`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Kind:
    """A kind of job: its function, and how often it is tried before it counts as failed."""

    name: str
    function: Callable[..., Any]
    tries: int


KINDS: dict[str, Kind] = {}


def job(name: str, *, tries: int = 3) -> Callable[[F], F]:
    """Register the function as what a job called `name` does; ValueError when the name is taken."""

    def register(function: F) -> F:
        if name in KINDS and KINDS[name].function is not function:
            raise ValueError(f"There are two jobs called {name}")
        KINDS[name] = Kind(name, function, tries)
        return function

    return register
