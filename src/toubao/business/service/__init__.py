"""Policy service that looks at more than one app: leaving with what is under way, and a death that was reported (13)."""
