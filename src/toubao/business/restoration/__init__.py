"""An older state of the database: recognised by a mark outside of it, and what has to be done before the doors open again."""
