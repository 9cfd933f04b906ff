"""How the system is put together and started: settings, addresses, secrets, the embedded database. No insurance here."""
