"""What is said to people: every SMS and e-mail, kept and sent once (18.1.2)."""
