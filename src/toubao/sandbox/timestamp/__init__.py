"""The time-stamp authority: its keys and certificates, and the stamps that it gives (RFC 3161)."""
