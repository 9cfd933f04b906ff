"""Pages by which somebody comes back into an account whose password is lost."""
