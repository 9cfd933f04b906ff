"""The insurer's places of business: who registers there in person, as a clerk takes it down, and what comes of it (7.2.2, 8.1.2)."""
