"""What happened: append-only typed events, personal facts encrypted per person, open duties; who decides is elsewhere."""
