"""/healthz: whether the server can do its work."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from throughline.jobs.queries import health as jobs_health


@login_not_required
@never_cache
def health(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers; says whether a worker has been heard of. Tells nothing about the data."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "worker": "working" if jobs_health().is_alive else "silent"})
