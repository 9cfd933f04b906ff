"""Recognises the demo's people in a database where customers are to be; making them is in people.py."""


def names() -> list[str]:
    """The sign-in names of the demo's staff who may sign in: everybody knows their passwords."""
    from toubao.business.governance.queries.staff import everybody
    from toubao.doors.cli.demo.people import STAFF

    demo = {(username, name) for _, username, name in STAFF}
    return [member.username for member in everybody() if (member.username, member.name) in demo]
