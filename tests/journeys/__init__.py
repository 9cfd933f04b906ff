"""Journeys: what people do from end to end, in a real browser, against the whole system as `make up` starts it."""
