"""What one person asks for and another releases: a small mechanism for whatever needs two, each kind of it data."""
