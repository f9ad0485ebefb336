"""From sentences to findings: label, who, when, how much, who said so."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from throughline.reading import (
    bodies_en,
    bodies_zh,
    brackets_en,
    dates_en,
    dates_zh,
    goals,
    labels,
    speakers,
    subjects_zh,
    targets_en,
    targets_zh,
)
from throughline.reading.calendar_words import Moment
from throughline.reading.classify import Verdict, classify
from throughline.reading.confidence import calibrated
from throughline.reading.deadlines import deadline, paired, recurrence, target_deadline
from throughline.reading.document import Document
from throughline.reading.handing_back import (
    FromHeadings,
    hand_back,
    hand_over,
    line_of_roles,
    line_of_time,
    same_place,
    set_due,
    unnamed_ones,
)
from throughline.reading.kinds import kind_of
from throughline.reading.model import Finding, Target, Why
from throughline.reading.passage import Passage, Scope
from throughline.reading.roles import NAMES, Place, Roles
from throughline.reading.scope import DECIDES, RESUMES
from throughline.reading.second_opinion import Opinion, quoted, seconded, weighed
from throughline.reading.sentences import ATTRIBUTION, Cut
from throughline.reading.structure import Block
from throughline.reading.targets_zh import Figure
from throughline.reading.tense_en import is_measure

# What must occur in a sentence for a target to be worth looking for.
_FIGURES = {
    "zh": re.compile(r"\d|零|番|平均|同步|快于|高于|一百|[二三四五六七八九十两]"),
    "en": re.compile(
        r"\d|\b(?:an? |one[- ]|by |two[- ])(?:third|quarters?|fifth|tenth)|[Dd]oubl|[Tt]ripl|[Qq]uadrupl|[Hh]alv|"
        r"\b(?:[Oo]ne [htmb]|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]igh|"
        r"[Nn]ine|[Tt]en\b|[Ee]leven|[Tt]welve|[Ff]if|[Tt]went|[Tt]hirt|[Ff]ort[yi])"
    ),
}
_PRONOUN = re.compile(
    r"(?:And |Also,? |In addition,? )?(?:It|They)\s+(?:\w+\s+)?(?:will|shall|should|must)\b"
)
NAMED = {"subject": "names who acts", "charged": "charged with it"}
"""The features of sentences that name who is to act, by how they do."""
LISTED = 1.6
"""How strongly what is listed under somebody else's rules is theirs: its items are orders with days and figures."""


@dataclass(slots=True)
class Reader:
    """Reads the sentences of one document in order; remembers what carries over from one to the next."""

    document: Document
    inherited: Place | None = None
    subject: list[Place] = field(default_factory=list)
    person: Place | None = None
    speech: speakers.Speech | None = None
    goal: str = ""
    gone_on: str = ""
    goal_due: date | None = None
    opener: Roles = field(default_factory=Roles)
    resumed: bool = False
    others: bool = False

    def block(self, index: int) -> list[Finding]:
        """The findings of one block."""
        document, block = self.document, self.document.blocks[index]
        text = document.mapped.text
        places = [(cut.start, cut.end) for cut in block.cuts]
        words = speakers.carry(
            places,
            document.folded,
            document.persons,
            document.language,
            self.person,
            leading=document.leaders,
        )
        if not any(words) and speakers.goes_on(self.speech, document.folded[block.body_start : block.end]):
            words = [self.speech] * len(words)
        self.speech = words[-1] if words else None
        said = self.speech.place if self.speech and self.speech.place[0] >= 0 else None
        self.person = (
            speakers.mentioned(document.folded, block.start, block.end, document.persons)
            or said
            or self.person
        )
        roles, dues = self._roles(block), self._dues(block)
        self.subject = []
        self.goal, self.resumed = goals.carried(self.goal, block, document.language), False
        self.others = self.others and (block.kind == "item" or block.text[-1:] not in ".!?")
        found: list[Finding] = []
        for number, cut in enumerate(block.cuts):
            if not cut.attribution and text[cut.start : cut.end].strip():
                finding = self._sentence(index, number, roles[number], words[number])
                if finding:
                    set_due(finding, dues[number])
                    hand_over(found[-1:], finding, document)
                    found.append(finding)
        return found

    def _roles(self, block: Block) -> list[Roles]:
        """The roles that brackets give to the sentences before them, as far back as the bracket before."""
        document = self.document
        roles = [Roles() for _ in block.cuts]
        since = 0
        for number, cut in enumerate(block.cuts):
            given = self._bracket(cut)
            if given and cut.attribution and number and since == number:
                roles[number - 1].merge(given)
                roles[number], since = roles[number - 1], number + 1
            elif given:
                for earlier in range(since, number + 1):
                    roles[earlier] = given
                since = number + 1
        if document.language == "zh":
            self.inherited = bodies_zh.inherited(document.folded, block.start, block.end) or self.inherited
        return roles

    def _dues(self, block: Block) -> list[Moment | None]:
        """Until when the brackets and labels after them say that sentences are due."""
        document = self.document
        dues: list[Moment | None] = [None] * len(block.cuts)
        since = 0
        for number, cut in enumerate(block.cuts):
            if cut.attribution:
                stated = document.folded[cut.start : cut.end]
                given = labels.due(stated, document.language, document.dated)
                for earlier in range(since, number) if given else ():
                    dues[earlier] = given
                follows = number + 1 < len(block.cuts) and block.cuts[number + 1].attribution
                since = since if follows and not given else number + 1
        return dues

    def _bracket(self, cut: Cut) -> Roles | None:
        folded, first_leads = self.document.folded, self.document.first_leads
        if self.document.language != "zh":
            return brackets_en.given(folded, cut.start, cut.end) if cut.attribution else None
        if bodies_zh.is_label(folded, cut.start, cut.end):
            return bodies_zh.listed_roles(folded, cut.start, cut.end, first_leads=first_leads)
        if cut.attribution:
            return bodies_zh.bracket(folded, cut.start, cut.end, first_leads=first_leads)
        found = list(ATTRIBUTION.finditer(folded, max(cut.start, cut.end - 260), cut.end))
        if not found or cut.end - found[-1].end() > 2:
            return None
        return bodies_zh.bracket(folded, found[-1].start(), found[-1].end(), first_leads=first_leads)

    def _sentence(
        self, index: int, number: int, roles: Roles, words: speakers.Speech | None
    ) -> Finding | None:
        passage = self._passage(index, number, words)
        figures = self._figures(passage)
        opinion = self.document.opinions.get(passage.start)
        own = self._own_roles(passage)
        extra = self._extra(passage, figures, roles, number) | _named(passage, own)
        if self._heads_others(index):
            extra.pop("responsible body follows", None)
        verdict = seconded(classify(passage, extra), opinion)
        self.others = self._tells_of_others(passage, verdict)
        self.gone_on = self.goal
        self.goal = goals.going_on(passage, verdict, self.goal)
        if self.goal == ":" and passage.folded.endswith(":"):
            due = deadline(passage)
            self.opener, self.goal_due = own, due.last if due else None
        if verdict.label == "other":
            return None
        finding = self._finding(passage, verdict, index)
        finding.confidence = weighed(finding.confidence, verdict.label, opinion)
        finding.kind = kind_of(passage, verdict, words)
        finding.speaker = self.document.span(words.place) if words else None
        if verdict.label == "commitment":
            roles = own if self._everybody(roles) and own.how in NAMED else roles
            roles = roles or own or self._opened_for(passage)
            self._fill(finding, passage, figures, roles)
            if opinion:
                self._complete(finding, passage, opinion)
        self._explain(finding, verdict, figures, (roles or own).how)
        if ":" not in (self.goal, self.gone_on):
            self.goal_due = finding.deadline
        return finding

    def _heads_others(self, index: int) -> bool:
        """Whether a block is a heading with something under it, which says what is to be done."""
        blocks = self.document.blocks
        below = blocks[index + 1 : index + 2]
        return blocks[index].kind == "heading" and bool(below) and below[0].parent == index

    def _tells_of_others(self, passage: Passage, verdict: Verdict) -> bool:
        """Whether a list may follow of what somebody else's rules ask: "The Act sets these goals:"."""
        if verdict.moved.keys() & {"a body will", "we will", "promise"}:
            return False
        told = "told of others' rules" in verdict.moved
        return self.others or (told and passage.block.text.endswith(":"))

    def _everybody(self, roles: Roles) -> bool:
        """Whether a bracket names nobody in particular: （各有关部门、各县区政府负责）."""
        folded = self.document.folded
        named = roles.lead + roles.joint
        return bool(named) and all(folded.startswith(("各", "有关", "相关"), start) for start, _end in named)

    def _explain(self, finding: Finding, verdict: Verdict, figures: list[Figure], how: str) -> None:
        shares, features = verdict.told
        if finding.label != "commitment":
            finding.why = Why(shares, features)
            return
        named = any(getattr(finding, name) for name in NAMES)
        by_heading = "unit named by the heading" in finding.reasons
        when = next((each[10:] for each in finding.reasons if each.startswith("deadline: ")), "")
        if not when and finding.deadline:
            when = "the latest of its targets"
        who = "heading" if by_heading else how or "another line" if named else ""
        finding.why = Why(shares, features, who, when, [each.rule for each in figures])

    def _passage(self, index: int, number: int, words: speakers.Speech | None) -> Passage:
        document, block = self.document, self.document.blocks[index]
        cut = block.cuts[number]
        text, folded = document.mapped.text[cut.start : cut.end], document.folded[cut.start : cut.end]
        # By index: a copy of the rest for every sentence would cost the square of their number.
        last = all(block.cuts[later].attribution for later in range(number + 1, len(block.cuts)))
        passage = Passage(
            cut.start,
            cut.end,
            text,
            folded,
            document.language,
            block,
            number == 0,
            last,
            self._scope(index, folded),
            document.dated,
        )
        stage = dates_zh if document.language == "zh" else dates_en
        passage.moments = stage.moments(folded, document.dated)
        passage.opens_document = index == 0 and passage.last and len(text) < 160 and text[-1:] not in ".。"
        passage.spoken, passage.quoted = words is not None, speakers.opens_quote(text)
        return passage

    def _scope(self, index: int, folded: str) -> Scope:
        """The scope of the block, but that a look back ends where the text turns to what comes."""
        scope = self.document.scopes[index]
        if self.document.language == "zh":
            self.resumed = self.resumed or bool(RESUMES.match(folded) or DECIDES.match(folded))
        return replace(scope, past=False) if scope.past and self.resumed else scope

    def _figures(self, passage: Passage) -> list[Figure]:
        if not _FIGURES["zh" if passage.language == "zh" else "en"].search(passage.folded):
            return []
        if passage.language == "zh":
            return targets_zh.figures(passage.folded, 0, len(passage.folded))
        stated = self.goal == ";" or is_measure(passage)
        return targets_en.figures(passage.folded, 0, len(passage.folded), stated=stated)

    def _extra(self, passage: Passage, figures: list[Figure], roles: Roles, number: int) -> dict[str, float]:
        extra = {"target": 1.0} if figures else {}
        if roles and not (
            passage.language == "zh" and passage.first and not passage.last and len(passage.text) <= 34
        ):
            extra["responsible body follows"] = 1.0
        if self.others and passage.first:
            extra["told of others' rules"] = LISTED
        if self.goal == "past":
            extra["in a review of the past"] = 1.0
        elif goals.goes_on(passage, self.goal) and not (self.others and passage.language != "zh"):
            extra["goes on a goal"] = 1.0
        if number == 0 and goals.heads_an_order(passage, self._after_first(passage)):
            extra["title of what follows"] = 1.0
        return extra

    def _after_first(self, passage: Passage) -> str:
        """How the second sentence of a block begins, where it is one."""
        after = passage.block.cuts[1:2]
        return (
            self.document.folded[after[0].start : after[0].start + 40]
            if after and not after[0].attribution
            else ""
        )

    def _own_roles(self, passage: Passage) -> Roles:
        """Who the sentence itself names; a pronoun takes the subject of the sentence before it."""
        folded = self.document.folded
        if passage.language == "zh":
            return self._chinese_roles(passage)
        roles = brackets_en.bracketed(folded, passage.start, passage.end)
        if not roles:
            roles = bodies_en.subject(folded, passage.start, passage.end)
        if not roles:
            roles = bodies_en.to_act(folded, passage.start, passage.end)
        if not roles:
            roles = bodies_en.agents(folded, passage.start, passage.end)
        if not roles:
            roles = brackets_en.named(folded, passage.start, passage.end)
        if roles:
            self.subject = roles.lead + roles.joint
        elif about := bodies_en.topic(folded, passage.start, passage.end):
            self.subject = about
        elif self.subject and _PRONOUN.match(passage.text):
            roles.equals(self.subject)
            roles.how = "pronoun for the body of the sentence before"
        if roles:
            roles.add("supporting", bodies_en.partners(folded, passage.start, passage.end))
        return roles

    def _chinese_roles(self, passage: Passage) -> Roles:
        document = self.document
        roles = subjects_zh.subject(document.folded, passage.start, passage.end)
        if roles:
            self.subject = roles.lead + roles.joint
        elif self.subject and passage.spoken and passage.folded.startswith(("同时", "并", "把", "将")):
            roles.equals(self.subject)
            roles.how = "body of the sentence before"
        if (
            not roles
            and document.signatory
            and re.match("(?:同时，)?我们|对于你们|.{0,40}，我们", passage.folded)
        ):
            roles.add("lead", [document.signatory])
            roles.how = "who signed the letter"
        if not roles and self.inherited and not document.scopes[0].unit:
            roles.add("lead", [self.inherited])
            roles.how = "named for all that follows"
        return roles

    def _finding(self, passage: Passage, verdict: Verdict, index: int) -> Finding:
        document = self.document
        start, end = document.mapped.span(passage.start, passage.end)
        quoted, clean = document.mapped.source[start:end], " ".join(passage.text.split())
        confidence = calibrated(verdict.shares[verdict.label], document.language)
        return Finding(
            "",
            start,
            end,
            quoted,
            quoted if quoted == clean else clean,
            verdict.label,
            topic=passage.scope.topic,
            confidence=confidence,
            reasons=list(verdict.reasons),
            clause=index,
        )

    def _fill(self, finding: Finding, passage: Passage, figures: list[Figure], roles: Roles) -> None:
        document = self.document
        own = deadline(passage)
        chinese = passage.language == "zh"
        turns = paired(passage.folded, passage.ahead, [each.start for each in figures]) if chinese else {}
        finding.targets = [self._target(figure, passage, own, turns.get(figure.start)) for figure in figures]
        dues = [each.deadline for each in finding.targets if each.deadline]
        finding.deadline = own.last if own else max(dues, default=None)
        if finding.deadline is None and (passed_on := self._passed_on(passage)):
            finding.deadline = passed_on
            finding.reasons.append("deadline: of what it goes on")
        finding.recurrence = recurrence(passage)
        for name in NAMES:
            if places := getattr(roles, name):
                setattr(finding, name, [document.span(place) for place in places])
        if not (finding.lead or finding.supervising) and passage.scope.unit:
            finding.lead = [document.unit_span(passage.scope.unit)]
            finding.reasons.append("unit named by the heading")
        finding.reasons += [f"deadline: {own.rule}"] if own else []

    def _passed_on(self, passage: Passage) -> date | None:
        """Until when that is due which the sentence goes on: a goal over its semicolons, the opening of its list."""
        due = self.goal_due if goals.goes_on(passage, self.gone_on) else None
        # In Chinese a day is that of one act; what is to be reached by a year's end goes on.
        return due if due is None or passage.language != "zh" or (due.month, due.day) == (12, 31) else None

    def _opened_for(self, passage: Passage) -> Roles:
        """Who is to do what the opening line of its list announces: "By May, the Office will:"."""
        listed = self.gone_on == ":" and passage.first and passage.block.kind == "item"
        return replace(self.opener, how="opening of the list") if listed and self.opener else Roles()

    def _complete(self, finding: Finding, passage: Passage, opinion: Opinion) -> None:
        """What the rules left empty, from the words that a language model quotes."""
        if not any(getattr(finding, name) for name in NAMES):
            given = Roles()
            given.equals(quoted(passage, opinion.lead))
            given.add("supporting", quoted(passage, opinion.supporting))
            for name in NAMES:
                setattr(finding, name, [self.document.span(place) for place in getattr(given, name)])
            finding.reasons += ["units quoted by a language model"] if given else []
        if finding.deadline is None and opinion.due:
            start = passage.text.find(opinion.due)
            end = start + len(opinion.due)
            known = [
                one.last for one in passage.moments if one.last and start <= one.start and one.end <= end
            ]
            finding.deadline = max(known, default=None)
            finding.reasons += ["time quoted by a language model"] if known else []

    def _target(self, figure: Figure, passage: Passage, own: Moment | None, turn: date | None) -> Target:
        due = turn or target_deadline(passage, figure.start, figure.end, passage.ahead, own)
        due = due or self._passed_on(passage)
        if due is None and passage.scope.period:
            due = passage.scope.period.last
        start, end = self.document.mapped.span(passage.start + figure.start, passage.start + figure.end)
        unit = self.document.dollar if figure.unit == "USD" and "US" not in passage.text else figure.unit
        return Target(figure.indicator, figure.op, figure.value, unit, figure.base, due, start, end)


def _named(passage: Passage, own: Roles) -> dict[str, float]:
    """What it tells of a Chinese sentence that it names who is to act."""
    if passage.language != "zh" or not own.lead or passage.scope.past or "已" in passage.folded:
        return {}
    return {NAMED[own.how]: 1.0} if own.how in NAMED else {}


def read_findings(document: Document) -> list[Finding]:
    """The findings of all sentences, in order."""
    reader = Reader(document)
    found: list[Finding] = []
    open_since = undated_since = 0
    unnamed: list[Finding] = []
    headed = FromHeadings()
    for index, block in enumerate(document.blocks):
        if not block.cuts:
            continue
        given, due = line_of_roles(document, block), line_of_time(document, block)
        headed.take(document, index, given, due)
        if due:
            for finding in same_place(found[undated_since:], document, index):
                set_due(finding, due)
            undated_since = len(found)
        if given:
            if open_since < len(found):
                # Those that name nobody; the labels that follow this line speak of them too.
                unnamed = unnamed_ones(found[open_since:], document, index)
                open_since = len(found)
            hand_back(unnamed, given, document)
        if given or due or labels.is_time_label(document.folded, block.body_start, block.end):
            continue
        found += reader.block(index)
    headed.hand_down(found, document)
    return found
