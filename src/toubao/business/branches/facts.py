"""Rows of visits as facts for the gates of articles 7, 8 and 18."""

from toubao.business.branches.models import Visit
from toubao.business.branches.queries import BY_LINK
from toubao.business.identity import queries
from toubao.business.identity.models import Registration
from toubao.business.identity.personal import Known
from toubao.business.identity.proving import numbers, policyholders
from toubao.rules.facts import Purpose, Review, Submission


def submission(visit: Visit, registration: Registration) -> Submission:
    """What a clerk hands in."""
    return Submission(way=registration.way, branch=visit.branch, clerk=visit.clerk, signature=visit.signature_digest)


def review(visit: Visit, registration: Registration, known: Known, *, released_by: str) -> Review:
    """What another person releases."""
    return Review(
        way=registration.way, purpose=Purpose(registration.purpose), clerk=visit.clerk, released_by=released_by,
        already_registered=queries.registered_already(known, proved=BY_LINK), renews=registration.renews_id is not None,
        on_file=policyholders.on_file(registration, known, confirmed=""),
        number_yields=numbers.yields(known, way=registration.way, proved=BY_LINK),
    )  # fmt: skip
