"""Who people are: persons, accounts, registration, one-time passwords, sign-in."""
