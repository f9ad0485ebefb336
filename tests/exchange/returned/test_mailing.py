"""The job that mails workbooks: each once, killed in the middle, beside a server that fails, and what may not go."""

from __future__ import annotations

import email
import logging
import secrets
from datetime import date, timedelta
from email.header import decode_header, make_header
from email.utils import parseaddr
from pathlib import Path

import pytest

from tests import builders
from tests.post_office import VANISH, PostOffice, post_office
from throughline.accounts.choices import Role
from throughline.exchange.outgoing_mail import OutgoingMail
from throughline.exchange.returned import mailing as job
from throughline.exchange.returned.units import shares, split
from throughline.history.act import act
from throughline.history.models import Installation
from throughline.jobs import claims
from throughline.jobs.models import Job
from throughline.jobs.run import run
from throughline.lib import clock
from throughline.lib.refusal import NotAllowed
from throughline.organizations.actions.organizations import edit_organization
from throughline.register import actions
from throughline.register.actions.mailings import begin_mailing, send_again
from throughline.register.models import Letter, Mailing
from throughline.register.queries import RegisterFilter
from throughline.register.refusals import RegisterIsClosed

pytestmark = pytest.mark.django_db
UNITS = 4


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def register():
    """Four units with a mail address that lead a task each; the first answers jointly for the second's."""
    root = builders.organization("city", level=1, name="City Government")
    made = builders.register("list", organization=root, title="Key tasks")
    units = [
        builders.organization(f"u{n}", parent=root, name=f"Unit {n}", office_mail=f"u{n}@city.example")
        for n in range(1, UNITS + 1)
    ]
    for number, unit in enumerate(units, 1):
        wanted = [(unit, "lead"), *([(units[0], "joint")] if number == 2 else [])]
        actions.create_task(
            made, by=None, title=f"Task {number}", number=str(number), responsibilities=wanted
        )
    return made


@pytest.fixture
def clerk(register):
    return builders.user("clerk", Role.SUPERVISION_OFFICE, organization=register.organization)


@pytest.fixture
def post(settings):
    with post_office() as post:
        settings.MAIL = post.named()
        yield post


def begun(register, by, **given) -> Mailing:
    to = {share.unit.pk: (share.unit.office_mail, share.rows) for share in shares(register, by)}
    usual = {"subject": "Tasks", "text": "Please fill in.", "reply_to": "office@city.example", "wanted": {}}
    return begin_mailing(register, by=by, token=secrets.token_hex(16), **{"to": to, **usual, **given})


def work(worker: str = "test") -> Job:
    claimed = claims.claim(worker)
    assert claimed is not None
    run(claimed)
    return Job.objects.get(pk=claimed.pk)


def states() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("state", flat=True))


def reached(post: PostOffice) -> str:
    return " ".join(to.partition("@")[0] for to in post.reached)


def test_each_unit_is_sent_its_own_over_one_connection(register, clerk, post):
    begun(register, clerk)
    done = work()
    assert (done.state, done.result["sent"]) == ("done", UNITS)
    assert (reached(post), post.connections) == ("u1 u2 u3 u4", 1)
    assert list(Letter.objects.order_by("pk").values_list("rows", flat=True)) == [2, 1, 1, 1]


def test_shares_count_what_the_workbooks_hold(register, clerk):
    assert [(share.unit.name, share.rows) for share in shares(register, clerk)] == [
        (f"Unit {n}", 2 if n == 1 else 1) for n in range(1, UNITS + 1)
    ]


def test_a_worker_killed_in_the_middle_sends_nothing_twice(register, clerk, post, monkeypatch):
    begun(register, clerk)
    real = OutgoingMail.send

    def killed(self, message, to):
        real(self, message, to)
        if to.startswith("u2"):
            raise KeyboardInterrupt

    monkeypatch.setattr(OutgoingMail, "send", killed)
    with pytest.raises(KeyboardInterrupt):
        work()
    assert states() == ["sent", "sending", "waiting", "waiting"]
    assert claims.claim("too early") is None
    with clock.travel(clock.now() + timedelta(minutes=1)):
        monkeypatch.setattr(OutgoingMail, "send", real)
        assert work("another").state == "done"
        assert states() == ["sent", "perhaps", "sent", "sent"]
        assert reached(post) == "u1 u2 u3 u4"
        assert "Ask the unit" in Letter.objects.get(state="perhaps").told
        with pytest.raises(Exception, match="nothing to send again"):
            send_again(Mailing.objects.get(), by=clerk)
        send_again(Mailing.objects.get(), by=clerk, perhaps=True)
        work()
    assert reached(post) == "u1 u2 u3 u4 u2"
    assert states() == ["sent"] * UNITS


def test_a_worker_that_was_thought_dead_begins_no_further_letter(register, clerk, post, monkeypatch):
    begun(register, clerk)
    real = OutgoingMail.send

    def slow(self, message, to):
        if to.startswith("u2") and not taken_over:
            taken_over.append(to)
            with clock.travel(clock.now() + timedelta(minutes=1)):
                assert work("another").state == "done"
        real(self, message, to)

    taken_over: list[str] = []
    monkeypatch.setattr(OutgoingMail, "send", slow)
    work()
    assert sorted(post.reached) == [f"u{n}@city.example" for n in range(1, UNITS + 1)]
    # The other found the second one begun; its sender, who lived, knew better.
    assert states() == ["sent"] * UNITS


def test_a_server_that_goes_away_leaves_the_rest_for_later(register, clerk, post):
    begun(register, clerk)
    post.answers |= {"taken u2@city.example": "421 going down", "greeting": lambda: next(greetings)}
    greetings = iter(["220 post.example", "421 down"])
    done = work()
    assert (done.state, done.result["sent"], done.result["refused"]) == ("done", 1, 3)
    assert [letter.told for letter in Letter.objects.filter(state="refused").order_by("pk")] == [
        "The mail server refused it: 421 going down",
        *["The mail server refused it: 421 down"] * 2,
    ]
    post.answers.clear()
    send_again(Mailing.objects.get(), by=clerk)
    work()
    assert reached(post) == "u1 u2 u3 u4"


def test_a_server_that_vanishes_with_a_message_is_told_as_such_and_the_rest_goes(register, clerk, post):
    begun(register, clerk)
    post.answers["taken u2@city.example"] = VANISH
    work()
    assert states() == ["sent", "perhaps", "sent", "sent"]
    assert (reached(post), post.connections) == ("u1 u2 u3 u4", 2)


def test_what_is_too_large_or_has_no_rows_is_not_sent(register, clerk, post, monkeypatch):
    begun(register, clerk)
    task = actions.create_task(register, by=None, title="More", number="9", responsibilities=[])
    gone = register.entries.exclude(task=task).get(number="3").task
    actions.set_responsibilities(gone, by=None, seen=gone.version, wanted=[])
    sizes = {"Unit 1": job.MOST_BYTES + 1}
    real = job.of_unit
    monkeypatch.setattr(
        job, "of_unit", lambda r, u, unit, rows: b"x" * sizes.get(unit.name, 0) or real(r, u, unit, rows)
    )
    work()
    told = dict(Letter.objects.values_list("organization__name", "told"))
    assert reached(post) == "u2 u4"
    assert told["Unit 1"].startswith("The workbook has 7.0 MB; at most 7")
    assert told["Unit 3"] == "No row is for this unit any more."


def test_permission_is_asked_when_it_is_sent_as_well(register, clerk, post):
    begun(register, clerk)
    clerk.grants.all().delete()
    assert work().state == "failed"
    assert post.taken == []
    begun(register, builders.user("boss", Role.SUPERVISION_OFFICE, organization=register.organization))
    Job.objects.filter(state="waiting").update(asked_by=None)
    assert work().state == "failed"
    assert post.taken == []


def test_who_may_not_split_may_not_send(register, clerk, post):
    reader = builders.user("reader", Role.VIEWER, organization=register.organization)
    mailing = begun(register, clerk)
    with pytest.raises(NotAllowed):
        begun(register, reader)
    with pytest.raises(NotAllowed):
        begin_mailing(
            register,
            by=reader,
            token="0" * 32,
            subject="x",
            text="x",
            reply_to="a@b.example",
            to={},
            wanted={},
        )
    with pytest.raises(NotAllowed):
        send_again(mailing, by=reader)


def test_of_a_closed_register_nothing_is_sent(register, clerk, post):
    with act("test.close", by=None) as this:
        register.closed_on = date(2026, 1, 1)
        this.save(register)
    with pytest.raises(RegisterIsClosed):
        begun(register, clerk)


def test_after_a_restore_nothing_is_sent_by_itself(register, clerk, post):
    begun(register, clerk)
    Installation.objects.create(key="another", began_at=clock.now())
    work()
    assert post.taken == []
    assert states() == ["perhaps"] * UNITS
    assert "restored from a backup" in Letter.objects.first().told


def test_without_a_mail_server_any_more_it_is_told(register, clerk, settings):
    begun(register, clerk)
    settings.MAIL = None
    work()
    assert states() == ["refused"] * UNITS


def test_names_do_not_become_headers(register, clerk, post):
    unit = shares(register, clerk)[0].unit
    with act("test.rename", by=None) as this:
        unit.name = 'Unit "1", office\r\nBcc: thief@elsewhere.example'
        this.save(unit)
    begun(register, clerk)
    work()
    message = post.message("u1@city.example")
    assert message["Bcc"] is None
    assert message["To"].addresses[0].addr_spec == "u1@city.example"
    assert [one.get_filename()[:6] for one in message.iter_attachments()] == ["Unit  "]
    assert message["Message-ID"].endswith("@city.example>")
    assert message.get_body().get_content_type() == "text/plain"


def test_names_and_domains_in_any_script_arrive(register, clerk, post):
    unit = shares(register, clerk)[0].unit
    name = "汐州市" * 20 + ' "水利", \\局'
    with act("test.rename", by=None) as this:
        unit.name, unit.office_mail = name, "office@水利.example"
        this.save(unit)
    begun(register, clerk, subject="关于填写任务工作簿的通知" * 8, reply_to="answers@汐州.example")
    work()
    ((_sender, to, content), *_others) = post.taken
    message = email.message_from_bytes(content)
    shown, address = parseaddr(message["To"])
    assert (str(make_header(decode_header(shown))), address) == (name, to)
    assert str(make_header(decode_header(message["Subject"]))) == "关于填写任务工作簿的通知" * 8
    assert message["Reply-To"].startswith("answers@xn--")
    assert to.startswith("office@xn--")
    assert content.isascii()


def test_the_log_holds_neither_addresses_nor_names(register, clerk, post, caplog):
    post.answers["RCPT u1@city.example"] = "550 Unit 1 has no mailbox u1@city.example"
    begun(register, clerk)
    with caplog.at_level(logging.DEBUG):
        work()
    assert "exchange.mail_workbooks" in caplog.text
    assert not [word for word in ("city.example", "Unit", "mailbox", "Please") if word in caplog.text]


def test_a_filter_is_kept_as_it_was():
    wanted = RegisterFilter(
        text="x",
        ratings=("", "red"),
        due_from=date(2026, 1, 1),
        overdue=True,
        area=-1,
        rated_on=date(2026, 2, 1),
    )
    assert job.from_json(job.as_json(wanted)) == wanted
    assert job.as_json(RegisterFilter()) == {}


def test_an_address_that_is_put_right_is_the_one_that_is_sent_to(register, clerk, post):
    begun(register, clerk)
    post.answers["RCPT u1@city.example"] = "550 no"
    work()
    unit = Letter.objects.get(state="refused").organization
    edit_organization(unit, by=None, seen=unit.version, office_mail="")
    with pytest.raises(Exception, match="nothing to send again"):
        send_again(Mailing.objects.get(), by=clerk)
    edit_organization(unit, by=None, seen=unit.version, office_mail="right@city.example")
    send_again(Mailing.objects.get(), by=clerk)
    work()
    assert post.reached[-1] == "right@city.example"
    assert len(split(register, clerk)) > 0
