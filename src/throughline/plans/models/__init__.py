from throughline.plans.models.alignment import Alignment
from throughline.plans.models.clause import Clause, Lineage, Wording
from throughline.plans.models.plan import Edition, Plan, PlanGrant

__all__ = ["Alignment", "Clause", "Edition", "Lineage", "Plan", "PlanGrant", "Wording"]
