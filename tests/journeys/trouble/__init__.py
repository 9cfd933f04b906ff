"""Journeys through trouble of ours: institutions and processes that are down, a database that was put back."""
