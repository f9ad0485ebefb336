from throughline.register.models.mailing import Letter, Mailing
from throughline.register.models.pair import TaskPair
from throughline.register.models.project import Project, ProjectMonth, ProjectStage, ProjectTask
from throughline.register.models.register import KeyArea, Register, RegisterGrant, RuleSet, StageGoal
from throughline.register.models.tally import EVERYBODY, Tally
from throughline.register.models.task import Entry, Milestone, Responsibility, Task

__all__ = [
    "EVERYBODY",
    "Entry",
    "KeyArea",
    "Letter",
    "Mailing",
    "Milestone",
    "Project",
    "ProjectMonth",
    "ProjectStage",
    "ProjectTask",
    "Register",
    "RegisterGrant",
    "Responsibility",
    "RuleSet",
    "StageGoal",
    "Tally",
    "Task",
    "TaskPair",
]
