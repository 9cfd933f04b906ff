"""Starts and stops the embedded PostgreSQL: one small file for each thing it must decide. Only the standard library and psycopg."""
