"""The insurer's people and their access: staff, second factors, releases."""
