"""Policies: issued, typeset, signed, sent, opened, signed for."""
