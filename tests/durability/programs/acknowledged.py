"""Reads the promises of `writers.py` on standard input and prints those that were not kept."""

from __future__ import annotations

import sys

from throughline.cli.setting_up import set_up

set_up()

from throughline.history.models import AuditRecord  # noqa: E402
from throughline.organizations.models import Person  # noqa: E402


def main() -> None:
    """One line per broken promise, then how many were kept."""
    promised = [tuple(map(int, line.split())) for line in sys.stdin]
    records = set(AuditRecord.objects.filter(act="durability.write").values_list("pk", flat=True))
    persons = set(Person.objects.values_list("pk", flat=True))
    gone = set(Person.history_model.objects.filter(gone=True).values_list("id", flat=True))
    broken = [one for one in promised if not (one[0] in records and one[1] in persons and one[2] in gone)]
    for one in broken:
        sys.stdout.write(f"broken {one}\n")
    written = Person.objects.filter(name__startswith="One").count()
    whole = len(records) == written == len(gone)
    sys.stdout.write(f"{'whole' if whole else 'half'} {len(promised)}\n")


if __name__ == "__main__":
    main()
