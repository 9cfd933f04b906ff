"""The WSGI application that granian serves."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from toubao.config.launcher.server import end_with_parent
from toubao.doors.edge import legible

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toubao.config.settings")
if os.environ.get("TOUBAO_SUPERVISED") == "1":
    end_with_parent(signal.SIGKILL)  # a server process whose manager was killed would hold the port
application = legible(get_wsgi_application())
