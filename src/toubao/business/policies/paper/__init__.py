"""Policies as paper: typeset as PDF, in letters that the fonts have, signed and sealed in time."""
