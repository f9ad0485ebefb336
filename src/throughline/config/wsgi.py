"""The WSGI entry point for any server."""

import os

from django.core.wsgi import get_wsgi_application

from throughline.config.bodies import measured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughline.config.settings")

#: Django's own, told how long each body is.
application = measured(get_wsgi_application())
