"""Tests of what a digital certificate shows."""
