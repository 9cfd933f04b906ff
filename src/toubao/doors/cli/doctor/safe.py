"""What the doctor says of safety: the same judgments that stop a start."""

from toubao.config import safety as judging
from toubao.config.environment import read_environment
from toubao.config.safety.finding import Finding
from toubao.config.trouble import Trouble
from toubao.doors.cli.counting import counted


def safety() -> list[Finding]:
    """Everything that would stop a start; nothing if the variables can't be read at all, which is the configuration's to tell."""
    try:
        return judging.judge(judging.look(read_environment()))
    except Trouble:
        return []


def staff() -> str:
    """Whether, in production, none of the demo's people can sign in to the console. Raises Trouble that names them."""
    from toubao.doors.cli.demo.remains import names

    if read_environment().profile == "production" and (found := names()):
        raise Trouble(f"the demo's {', '.join(found)} may sign in to the console: this database was a demo's, start with an empty one.")
    return "nobody of a demo may sign in" if read_environment().profile == "production" else "invented, as in every demo"


def examined() -> str:
    """What was looked at and is in order."""
    found = judging.look(read_environment())
    if found.environment.profile != "production":
        return f"the {found.environment.profile} profile, within this machine alone"
    return f"addresses, {counted(len(found.secrets), 'secret')}, the home and the variables: nothing unsafe"
