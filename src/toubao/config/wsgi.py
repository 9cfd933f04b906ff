"""The WSGI application that granian serves."""

import gc
import os
import signal

from django.core.wsgi import get_wsgi_application
from django.template import engines
from django.urls import resolve

from toubao.config.launcher.server import end_with_parent
from toubao.doors.edge import finished, legible
from toubao.gateways.bulkhead import BULKHEAD

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toubao.config.settings")
if os.environ.get("TOUBAO_SUPERVISED") == "1":
    end_with_parent(signal.SIGKILL)  # a server process whose manager was killed would hold the port


def _settle() -> None:
    """Load addresses, views and pages now, not at somebody's expense; what is loaded stays, so that no collection looks at it again."""
    resolve("/")
    pages = engines["jinja2"].env  # type: ignore[attr-defined]  # the stubs know no backend's own
    for name in pages.list_templates():
        pages.get_template(name)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


COLLECT_AFTER = (10_000, 20, 50)  # a request makes some thousands of objects, and nearly all of them end with it
BULKHEAD.limit(each=1, whole=2)  # of the four threads that serve pages, so many may wait for institutions
application = finished(legible(get_wsgi_application()))
_settle()
