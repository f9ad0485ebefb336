from throughline.accounts.models.access import ApiToken, LoginFailure, OneTimeLink
from throughline.accounts.models.user import User

__all__ = ["ApiToken", "LoginFailure", "OneTimeLink", "User"]
