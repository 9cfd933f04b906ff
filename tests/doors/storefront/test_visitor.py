"""Whose allowance a request spends: one network address, however it is written."""

import pytest
from django.test import RequestFactory

from toubao.doors.storefront.visitor import network


@pytest.mark.parametrize(
    ("remote", "counts_as"),
    [
        ("198.51.100.7", "198.51.100.7"), ("::ffff:198.51.100.7", "198.51.100.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::6", "2001:db8:1:2::"), ("2001:db8::1:2:3:4", "2001:db8::"), ("2001:db8::5:2:3:4", "2001:db8::"),
        ("2001:db8::9", "2001:db8::"), ("fe80::1%eth0", "fe80::"), ("", ""), ("no address" * 20, ("no address" * 20)[:45]),
    ],
)  # fmt: skip
def test_an_ipv6_network_counts_once_however_its_addresses_are_written(remote: str, counts_as: str) -> None:
    assert network(RequestFactory().get("/", REMOTE_ADDR=remote)) == counts_as
