"""What went wrong, told to the person who started the system; no tracebacks here."""


class Trouble(Exception):
    """Something that the person at the terminal can mend. Its text is one plain sentence; commands print it and exit 1."""
