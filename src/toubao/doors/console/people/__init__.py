"""People before the desk: changes that people decide, accounts that rest, and deaths that were reported."""
