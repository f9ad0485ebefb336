"""Threads that write acts without end and tell each one on standard output once it is committed; one thread seals."""

from __future__ import annotations

import os
import threading

from throughline.cli.setting_up import set_up

set_up()

from django.db import close_old_connections, connection  # noqa: E402

from throughline.history.act import act  # noqa: E402
from throughline.history.sealer import seal  # noqa: E402
from throughline.organizations.models import Person  # noqa: E402

THREADS = 4


def shared() -> Person:
    """The row over which all threads fight."""
    with act("durability.set_up", by=None) as this:
        found = Person.objects.filter(name__startswith="Shared").first()
        return found or this.create(Person(name="Shared"))


def write_one(number: int, key: int) -> str:
    """An act of four rows, one of them everybody's, with an act inside."""
    with act("durability.write", by=None, why=f"No. {number}") as this:
        common = Person.objects.select_for_update().get(pk=key)
        common.name = f"Shared {number}"
        this.save(common)
        first, second = this.create_many([Person(name=f"One {number}"), Person(name=f"Two {number}")])
        with act("durability.inner", by=None) as inner:
            inner.delete(second)
        return f"{this.record.pk} {first.pk} {second.pk}"


def write(number: int, key: int) -> None:
    """Write on and on; a line on standard output is the promise that the act is kept."""
    count = number * 1_000_000
    while True:
        count += 1
        os.write(1, f"{write_one(count, key)}\n".encode())


def keep_sealing() -> None:
    """As the server's worker does, only without a pause."""
    while True:
        seal(limit=50)
        close_old_connections()


if __name__ == "__main__":
    key = shared().pk
    connection.close()
    targets = [threading.Thread(target=write, args=(number, key)) for number in range(THREADS)]
    targets += [threading.Thread(target=keep_sealing) for _ in range(2)]
    for thread in targets:
        thread.start()
    for thread in targets:
        thread.join()
