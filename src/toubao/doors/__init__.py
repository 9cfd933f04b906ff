"""How people and machines come in: each door parses, reads the clock, calls one action and shows what was decided."""
