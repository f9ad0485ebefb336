"""Run by test_races in a process of its own: acts at the same moment. Writes what each came to, as JSON."""

from itertools import count

from tests import builders
from tests.racing import together, write
from throughline.documents.models import Finding
from throughline.plans import actions as plans
from throughline.plans.models import Edition, Plan, Wording
from throughline.register import actions
from throughline.register.models import Entry, KeyArea, Responsibility, Task
from throughline.workflows.accept_findings import accept
from throughline.workflows.import_tasks import TaskRow, write_tasks
from throughline.workflows.receive_document import receive
from throughline.workflows.undo_batch import undo_batch

ROUNDS = 4
_numbers = count(1)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def confirmable():
    """A read document with eight commitments, an edition without text, an empty register."""
    number = next(_numbers)
    city = builders.organization(level=1)
    text = "\n".join(
        f"到2027年，第{number}批第{n}项费用占比降到1{n}%以下。（市第{n % 2}局负责）" for n in range(8)
    )
    document = receive(text.encode(), f"{number}.txt", by=None, organization=city)
    plan = plans.create_plan(by=None, title=f"Plan {number}", organization=city)
    edition = plans.create_edition(plan, by=None, document=document)
    return document, edition, builders.register(organization=city)


def many_tasks_on_one_register():
    register = builders.register()
    done = together(*(lambda n=n: actions.create_task(register, by=None, title=f"T{n}") for n in range(8)))
    assert sorted(register.entries.values_list("position", flat=True)) == list(range(1, 9))
    return done


def one_task_edited_twice():
    task = actions.create_task(builders.register(), by=None, title="T")
    seen = task.version
    done = together(
        *(lambda a=a: actions.edit_task(fresh(task), by=None, seen=seen, aim=a) for a in ("mine", "theirs"))
    )
    assert fresh(task).version == seen + 1
    return done


def signed_twice():
    unit = builders.organization()
    task = actions.create_task(builders.register(), by=None, title="T", responsibilities=[(unit, "lead")])
    held = task.responsibilities.get()
    return together(*(lambda: actions.sign_off(held, by=None) for _ in range(2)))


def led_by_two():
    register, units = builders.register(), [builders.organization() for _ in range(2)]
    task = actions.create_task(register, by=None, title="T")
    seen = task.version
    done = together(
        *(
            lambda u=u: actions.set_responsibilities(fresh(task), [(u, "lead")], by=None, seen=seen)
            for u in units
        )
    )
    assert Responsibility.objects.get(task=task).organization == fresh(task).lead
    return done


def each_under_the_other():
    register = builders.register()
    a, b, c, d = (actions.create_task(register, by=None, title=t) for t in "abcd")
    actions.place_under(d, a, by=None, seen=d.version)
    actions.place_under(c, b, by=None, seen=c.version)
    seen = a.version
    done = together(
        lambda: actions.place_under(fresh(a), c, by=None, seen=seen),
        lambda: actions.place_under(fresh(b), d, by=None, seen=seen),
    )
    for task in Task.objects.filter(pk__in=[a.pk, b.pk, c.pk, d.pk]):
        assert task.pk not in task.ancestor_keys
    return done


def plans_each_under_the_other():
    city = builders.organization(level=1)
    a, b = (plans.create_plan(by=None, title=f"P{next(_numbers)}", organization=city) for _ in range(2))
    done = together(
        lambda: plans.edit_plan(Plan.objects.get(pk=a.pk), by=None, seen=1, parent=b),
        lambda: plans.edit_plan(Plan.objects.get(pk=b.pk), by=None, seen=1, parent=a),
    )
    assert Plan.objects.filter(pk__in=[a.pk, b.pk], parent=None).count() == 1
    return done


def shown_twice():
    task, other = actions.create_task(builders.register(), by=None, title="T"), builders.register()
    done = together(*(lambda: actions.show_on(task, other, by=None) for _ in range(2)))
    assert Entry.objects.filter(task=task, register=other).count() == 1
    return done


def accepted_twice():
    document, edition, register = confirmable()
    done = together(
        *(
            lambda: accept(document, by=None, edition=edition, register=register, above=0, create=True)
            for _ in range(2)
        )
    )
    assert (
        register.entries.count() == Finding.objects.filter(document=document, state="accepted").count() == 8
    )
    return done


def accepted_by_halves():
    document, edition, register = confirmable()
    found = list(document.findings.all())
    halves = found[:4], found[4:]
    done = together(
        *(
            lambda h=h: accept(document, h, by=None, edition=edition, register=register, create=True)
            for h in halves
        )
    )
    wordings = Wording.objects.filter(edition=Edition.objects.get(pk=edition.pk))
    assert wordings.count() == len(document.outline)
    assert KeyArea.objects.filter(register=register).count() <= 1
    assert register.entries.count() == 4 * done.count("done")
    return done


def accepted_and_undone():
    document, edition, register = confirmable()
    first, rest = list(document.findings.all())[:4], list(document.findings.all())[4:]
    made = accept(document, first, by=None, edition=edition, register=register, create=True)
    done = together(
        lambda: undo_batch(made.batch, by=None),
        lambda: accept(document, rest, by=None, edition=edition, register=register, create=True),
    )
    kept = Finding.objects.filter(document=document, state="accepted").count()
    assert register.entries.count() == kept
    return done


def undone_twice():
    document, edition, register = confirmable()
    made = accept(document, by=None, edition=edition, register=register, above=0, create=True)
    done = together(*(lambda: undo_batch(made.batch, by=None) for _ in range(2)))
    assert not register.entries.exists()
    return done


def undone_while_signed():
    document, edition, register = confirmable()
    made = accept(document, by=None, edition=edition, register=register, above=0, create=True)
    held = made.tasks[0].responsibilities.first()
    done = together(lambda: undo_batch(made.batch, by=None), lambda: actions.sign_off(held, by=None))
    assert register.entries.count() in (0, 8)
    return done


def imported_twice():
    register, name = builders.register(), f"Office {next(_numbers)}"
    rows = [TaskRow(n, f"T{n}", area="Roads", names={"lead": [name]}) for n in range(1, 6)]
    done = together(*(lambda: write_tasks(rows, by=None, register=register) for _ in range(2)))
    assert register.entries.count() == 5 * done.count("done")
    assert KeyArea.objects.filter(register=register).count() == 1
    return done


RACES = (
    many_tasks_on_one_register,
    one_task_edited_twice,
    signed_twice,
    led_by_two,
    each_under_the_other,
    plans_each_under_the_other,
    shown_twice,
    accepted_twice,
    accepted_by_halves,
    accepted_and_undone,
    undone_twice,
    undone_while_signed,
    imported_twice,
)

if __name__ == "__main__":
    write(RACES, rounds=ROUNDS)
