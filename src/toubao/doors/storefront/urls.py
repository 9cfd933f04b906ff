"""The addresses of the storefront, each behind its row of the table in access.py: people (registration, sign-in, members), selling
(products, quote, purchase), pages.
"""

from django.urls import URLPattern, URLResolver

from toubao.doors.access import behind
from toubao.doors.storefront.access import TABLE
from toubao.doors.storefront.people.urls import urlpatterns as people
from toubao.doors.storefront.selling.urls import urlpatterns as selling

urlpatterns: list[URLPattern | URLResolver] = behind(TABLE, [*selling, *people])
