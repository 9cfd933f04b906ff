"""Programs that act for a person: their sessions, and requests that may come twice."""
