"""What reporting asks of units in a month: each matter once, however many registers show it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from throughline.accounts.permissions import allowed
from throughline.api.fields import Word
from throughline.api.frame import REFUSALS
from throughline.api.shapes.joined import Joined
from throughline.api.shapes.load import RequestOut, UnitLoadOut
from throughline.desk.queries import Request, UnitLoad, unit_load, unit_loads
from throughline.desk.queries.same import Same, same_requests
from throughline.lib import clock
from throughline.lib.refusal import NotThere
from throughline.organizations.models import Organization

router = Router(tags=["desk"])


class MonthQuery(Schema):
    """The month in which reports are due, as YYYY-MM; this month when it is left out."""

    month: Annotated[str, Field(pattern=r"^(19|20|21)\d{2}-(0[1-9]|1[0-2])$")] = ""

    @property
    def first(self) -> date:
        """Its first day."""
        return date.fromisoformat(f"{self.month}-01") if self.month else clock.today().replace(day=1)


@router.get("/organizations/{code}/requests", response={200: list[RequestOut], **REFUSALS})
def list_requests(request: HttpRequest, code: Word, query: Query[MonthQuery]) -> list[Any]:
    """The reports asked of the unit in a month, by due day, those to come included; of tasks that the caller sees."""
    found = allowed(request.user, "delivery.view_load", Organization.objects.filter(code=code)).first()
    if found is None:
        raise NotThere
    asked = unit_load(found, query.first, request.user).requests
    same = same_requests(asked)
    return [Joined(one, same=_beside(one, same)) for one in asked]


def _beside(one: Request, same: list[Same]) -> list[dict[str, Any]]:
    met = [pair for pair in same if one.task in (pair.first.task, pair.second.task)]
    return [{"task": pair.beside(one.task.pk).task.pk, "degree": pair.degree} for pair in met]


@router.get("/load", response={200: list[UnitLoadOut], **REFUSALS})
def list_loads(request: HttpRequest, query: Query[MonthQuery]) -> list[UnitLoad]:
    """Every unit's load in a month, of those that the caller has a role over, the heaviest first."""
    return unit_loads(request.user, query.first)
