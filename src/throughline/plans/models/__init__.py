from throughline.plans.models.clause import Clause, Lineage, Wording
from throughline.plans.models.plan import Edition, Plan, PlanGrant

__all__ = ["Clause", "Edition", "Lineage", "Plan", "PlanGrant", "Wording"]
