"""A person's card: what was changed on it is kept, and the finding accepted, in one act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from throughline.accounts.models import User
from throughline.documents.actions.findings import edit_finding
from throughline.documents.models import Finding
from throughline.history.act import act
from throughline.plans.models import Edition
from throughline.register.models import Register
from throughline.workflows.accept_findings import Accepted, accept
from throughline.workflows.naming import Create


def confirm_finding(
    finding: Finding,
    content: Mapping[str, Any],
    *,
    by: User | None,
    seen: int,
    edition: Edition | None = None,
    register: Register | None = None,
    create: Create = (),
) -> Accepted:
    """Keep `content` (see documents.contents) and accept the finding. Raises what edit_finding and accept raise."""
    with act("documents.confirm_finding", by=by, about=finding.document):
        edited = edit_finding(finding, by=by, seen=seen, **content)
        return accept(
            edited.document,
            [edited],
            by=by,
            edition=edition,
            register=register,
            seen={edited.pk: edited.version},
            create=create,
        )
