"""Who answers in a demo: a server of its own that plays the institutions outside; it imports nothing of ours and nobody imports it."""
