"""The member centre: my policies and purchases, one of them, messages to me, my account; all of it one's own only."""
