"""The addresses of the storefront, by door: people (registration, sign-in, members), selling (products, quote, purchase), pages."""

from django.urls import URLPattern, URLResolver

from toubao.doors.storefront.people.urls import urlpatterns as people
from toubao.doors.storefront.selling.urls import urlpatterns as selling

urlpatterns: list[URLPattern | URLResolver] = [*selling, *people]
