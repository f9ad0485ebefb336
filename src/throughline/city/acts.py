"""The order of acts: who does what on which day, made from the records and `shape/scenario.yaml`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

from throughline.city.change_acts import change_acts
from throughline.city.errors import CityDataError
from throughline.city.records import Act, City
from throughline.city.source import Source
from throughline.city.when import workday
from throughline.city.work_acts import work_acts

#: What can be done, in the order within one day.
KINDS = (
    "build_directory",
    "record_absence",
    "hand_over",
    "reorganize",
    "open_register",
    "open_works",
    "add_work",
    "set_goals",
    "sign_works",
    "upload_plan",
    "accept_findings",
    "record_adoption",
    "issue_register",
    "sign_off",
    "enter_plan_above",
    "align_plans",
    "set_up_numbers",
    "set_up_papers",
    "add_instruction",
    "record_observation",
    "revise_observation",
    "record_investment",
    "reach_milestone",
    "reach_stage",
    "reach_work_step",
    "file_report",
    "file_work_report",
    "return_report",
    "return_work_report",
    "refile_report",
    "refile_work_report",
    "accept_report",
    "accept_work_report",
    "reply_instruction",
    "close_instruction",
    "correct_rating",
    "request_new_date",
    "move_deadline",
    "ask_work_date",
    "decide_work_date",
    "report_complete",
    "send_back",
    "close_task",
    "report_work_complete",
    "send_work_back",
    "close_work",
    "decide_standing",
    "judge_pair",
    "propose_ratings",
    "explain_rating",
    "explain_works",
    "confirm_ratings",
    "confirm_works",
    "circulate",
    "circulate_works",
    "ask_outcomes",
    "claim_outcomes",
    "decide_outcomes",
    "judge_goals",
    "carry_over",
    "close_works",
    "ask_archive",
    "take_number",
    "void_number",
    "issue_breakdown",
    "issue_circular",
    "attach_scan",
)
SYSTEM = "system"
_FACTS = ("record_observation", "reach_milestone", "reach_stage")


def acts(source: Source, city: City) -> tuple[Act, ...]:
    """Every act up to and including today, in order. `city` needs no acts of its own.

    What was observed or reached before the register was issued is entered on the day of its issue.
    """
    script = Script(source, city)
    issued = next(act.on for act in script.opening() if act.kind == "issue_register")
    told = chain(script.all(), work_acts(source, city, script.act), change_acts(city, script.act))
    entered = [replace(act, on=max(act.on, issued)) if act.kind in _FACTS else act for act in told]
    found = [act for act in entered if act.on <= city.today]
    return tuple(sorted(found, key=lambda act: (act.on, KINDS.index(act.kind))))


@dataclass(frozen=True)
class Script:
    """Who does what, as `shape/scenario.yaml` has it."""

    source: Source
    city: City

    def all(self) -> Iterator[Act]:
        parts: tuple[Callable[[], Iterator[Act]], ...] = (
            self.opening,
            self.signing,
            self.months,
            self.reporting,
            self.instructed,
            self.measured,
            self.reached,
            self.supervised,
            self.completed,
        )
        for part in parts:
            yield from part()

    def opening(self) -> Iterator[Act]:
        for each in self.source.shape("scenario")["opening"]:
            on = self.source.day("scenario", each["act"], each["on"])
            yield Act(workday(on), each["act"], self._by(each["act"], each["by"], on), each.get("of", ""))

    def signing(self) -> Iterator[Act]:
        told = self.source.shape("scenario")["sign_off"]
        units = {unit for task in self.city.tasks for unit in (task.lead, *task.joint)}
        for unit in sorted(units):
            on = self.source.day("scenario", unit, told["later"].get(unit, told["on"]))
            yield self.act(workday(on), "sign_off", unit, organization=unit)

    def months(self) -> Iterator[Act]:
        for circular in self.city.circulars:
            for kind in ("propose_ratings", "confirm_ratings", "circulate"):
                on = self.source.calendar.after(circular.month, self._monthly()[kind])
                yield self.act(on, kind, circular.code, month=circular.month)

    def reporting(self) -> Iterator[Act]:
        for report in self.city.reports:
            about = {"organization": report.organization, "month": report.month}
            yield self.act(report.filed_on, "file_report", report.task, **about)
            if report.returned:
                yield self.act(report.returned.on, "return_report", report.task, **about)
                yield self.act(report.returned.refiled_on, "refile_report", report.task, **about)
            yield self.act(report.accepted_on, "accept_report", report.task, **about)

    def instructed(self) -> Iterator[Act]:
        for one in self.city.instructions:
            yield self.act(one.on, "add_instruction", one.code, behalf=one.by)
            for position, reply in enumerate(one.replies, 1):
                unit = {"organization": one.lead, "position": position}
                yield self.act(reply.on, "reply_instruction", one.code, **unit)
            if one.closed_on:
                yield self.act(one.closed_on, "close_instruction", one.code)

    def measured(self) -> Iterator[Act]:
        for one in self.city.indicators:
            for position, seen in enumerate(one.observations, 1):
                unit = {"organization": one.source, "position": position}
                yield self.act(seen.published_on, "record_observation", one.code, **unit)
                if seen.revised_on:
                    yield self.act(seen.revised_on, "revise_observation", one.code, **unit)
        for project in self.city.projects:
            for spent in project.months:
                on = self.source.calendar.after(spent.month, self._monthly()["record_investment"])
                about = {"organization": project.owner, "month": spent.month}
                yield self.act(on, "record_investment", project.code, **about)

    def reached(self) -> Iterator[Act]:
        leads = {task.code: task.lead for task in self.city.tasks}
        for step in self.city.milestones:
            if step.done_on:
                unit = {"organization": leads[step.task], "position": step.position}
                yield self.act(workday(step.done_on), "reach_milestone", step.task, **unit)
        for project in self.city.projects:
            for position, stage in enumerate(project.stages, 1):
                if stage.done_on:
                    unit = {"organization": project.owner, "position": position}
                    yield self.act(workday(stage.done_on), "reach_stage", project.code, **unit)

    def supervised(self) -> Iterator[Act]:
        for change in self.city.handovers:
            yield self.act(change.on, "hand_over", change.post)
        for one in self.city.explanations:
            about = {"organization": one.organization, "month": one.month}
            yield self.act(one.on, "explain_rating", one.task, **about)
        for wrong in self.city.corrections:
            yield self.act(wrong.on, "correct_rating", wrong.task, month=wrong.month)
        for move in self.city.moves:
            unit = {"organization": self.city.task(move.task).lead}
            yield self.act(move.requested_on, "request_new_date", move.task, **unit)
            yield self.act(move.decided_on, "move_deadline", move.task)

    def completed(self) -> Iterator[Act]:
        for one in self.city.completions:
            unit = {"organization": self.city.task(one.task).lead, "position": one.attempt}
            yield self.act(one.on, "report_complete", one.task, **unit)
            if one.sent_back_on:
                yield self.act(one.sent_back_on, "send_back", one.task, position=one.attempt)
            if one.closed_on:
                yield self.act(one.closed_on, "close_task", one.task, position=one.attempt)

    def act(self, on: date, kind: str, subject: str = "", *, behalf: str = "", **about: Any) -> Act:
        """The act with the username of whom it belongs to."""
        told = self._told(kind)
        by = told.get("on_behalf", {}).get(behalf)
        if by:
            return Act(on, kind, self._by(kind, by, on), subject, on_behalf=behalf, **about)
        return Act(on, kind, self._by(kind, told["by"], on, about.get("organization", "")), subject, **about)

    def _told(self, kind: str) -> dict[str, Any]:
        scenario = self.source.shape("scenario")
        if kind == "sign_off":
            return scenario["sign_off"]
        for group in ("monthly", "quarterly", "whenever"):
            for each in scenario[group]:
                if each["act"] == kind:
                    return each
        raise CityDataError("shape/scenario.yaml", kind, "is not told")

    def _by(self, kind: str, who: str, on: date, unit: str = "") -> str:
        """The username; "officer" is the unit's own on that day."""
        if who == SYSTEM or any(login.username == who for login in self.city.logins):
            return who
        try:
            return self.city.officer(unit, on)
        except KeyError as error:
            problem = f"nobody signs in as {who} of {unit or 'the city'}"
            raise CityDataError("shape/scenario.yaml", kind, problem) from error

    def _monthly(self) -> dict[str, int]:
        return {each["act"]: each["day"] for each in self.source.shape("scenario")["monthly"]}
