"""Passkeys: made on a person's device, used instead of the password or after it; what the norm asks for at each step stays."""
