"""Whom we ask: one file an institution, each with its Protocol, its replies and one class that speaks over the wire."""
