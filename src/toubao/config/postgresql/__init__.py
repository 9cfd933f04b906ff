"""Django's PostgreSQL backend with a cheaper way to notice that a pooled connection has ended; queries are Django's."""
