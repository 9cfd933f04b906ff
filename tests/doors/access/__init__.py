"""Who may ask what, at every door, and whose rows the database shows."""
