"""Journeys of people around their own account."""
