from throughline.accounts.models.access import ApiToken, LoginFailure, OneTimeLink
from throughline.accounts.models.own_role import GivenRole, GivenRoles, OwnRole, role_name
from throughline.accounts.models.user import User

__all__ = [
    "ApiToken",
    "GivenRole",
    "GivenRoles",
    "LoginFailure",
    "OneTimeLink",
    "OwnRole",
    "User",
    "role_name",
]
