"""Visits to a branch: the lists, a visit taken down one thing a page, and what another person decides about it (7.2.2, 8.1.2)."""
