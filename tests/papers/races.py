"""Run by test_races in a process of its own: numbers taken at the same moment."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from django.db import connections

from tests import builders
from tests.racing import together, write
from throughline.papers.actions.numbers import create_series, take_number, void_number
from throughline.papers.models import Number, NumberSeries

ROUNDS = 4
PROCESSES, EACH = 4, 5


def made():
    return create_series(builders.organization(), by=None, name="Ours", pattern="{year}-{n}")


def eight_take():
    series = made()
    done = together(*(lambda n=n: take_number(series, by=None, subject=str(n)) for n in range(8)))
    values = sorted(Number.objects.filter(series=series).values_list("value", flat=True))
    assert values == list(range(1, 9)), values
    return done


def voided_twice():
    number = take_number(made(), by=None, subject="x")
    return together(*(lambda: void_number(number, by=None, reason="A mistake.") for _ in range(2)))


def take_some(key):
    """In a process of its own."""
    series = NumberSeries.objects.get(pk=key)
    try:
        return [take_number(series, by=None, subject="x").value for _ in range(EACH)]
    finally:
        connections.close_all()


def processes_take():
    """Four processes take five numbers each: twenty in all, none twice, none left out."""
    series = made()
    connections.close_all()  # each process opens its own
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("fork")) as pool:
        values = [value for some in pool.map(take_some, [series.pk] * PROCESSES) for value in some]
    assert sorted(values) == list(range(1, PROCESSES * EACH + 1)), values
    return ["done"]


if __name__ == "__main__":
    write((eight_take, voided_twice, processes_take), rounds=ROUNDS, once=(processes_take,))
