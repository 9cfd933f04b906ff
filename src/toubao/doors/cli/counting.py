"""How the command line says how many: what follows a number agrees with it."""


def counted(number: int, one: str, many: str = "") -> str:
    """`1 case waits`, `2,000 cases wait`; without `many` it is `one` with an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
