"""What is asked of reports and ratings."""

from throughline.delivery.queries.material import Material, facts_on
from throughline.delivery.queries.ratings import Delivered, circulars, delivered, ratings_of, visible_ratings
from throughline.delivery.queries.reporting import (
    Draft,
    Owed,
    current_period,
    owed,
    prefill,
    reporting_units,
)

__all__ = [
    "Delivered",
    "Draft",
    "Material",
    "Owed",
    "circulars",
    "current_period",
    "delivered",
    "facts_on",
    "owed",
    "prefill",
    "ratings_of",
    "reporting_units",
    "visible_ratings",
]
