"""Who is responsible for a passage, as spans of the working text."""

from __future__ import annotations

from dataclasses import dataclass, field

Place = tuple[int, int]
NAMES = ("lead", "joint", "supporting", "supervising", "accountable", "leader")


@dataclass(slots=True)
class Roles:
    """Spans by role. `how` says where they come from, for the reasons of a finding."""

    lead: list[Place] = field(default_factory=list)
    joint: list[Place] = field(default_factory=list)
    supporting: list[Place] = field(default_factory=list)
    supervising: list[Place] = field(default_factory=list)
    accountable: list[Place] = field(default_factory=list)
    leader: list[Place] = field(default_factory=list)
    how: str = ""

    def __bool__(self) -> bool:
        return bool(
            self.lead or self.joint or self.supporting or self.supervising or self.accountable or self.leader
        )

    def add(self, role: str, places: list[Place]) -> None:
        known = getattr(self, role)
        known += [place for place in places if place not in known]

    def merge(self, others: Roles) -> None:
        """Add the roles that another label gives to the same sentences."""
        for name in NAMES:
            self.add(name, getattr(others, name))

    def equals(self, places: list[Place]) -> None:
        """Several that lead alike: the first listed collects, the others are joint."""
        self.add("lead", places[:1])
        self.add("joint", places[1:])

    def first_leads(self, places: list[Place]) -> None:
        self.add("lead", places[:1])
        self.add("supporting", places[1:])
