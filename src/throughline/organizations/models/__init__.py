from throughline.organizations.models.absence import Absence
from throughline.organizations.models.grant import Grant
from throughline.organizations.models.hand_over import HandOver
from throughline.organizations.models.organization import Organization
from throughline.organizations.models.person import Membership, Person, Portfolio, Post
from throughline.organizations.models.succession import Succession

__all__ = [
    "Absence",
    "Grant",
    "HandOver",
    "Membership",
    "Organization",
    "Person",
    "Portfolio",
    "Post",
    "Succession",
]
