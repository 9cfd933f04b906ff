"""Reading for the console: staff, cases, figures, and the evidence of clauses; nothing here writes."""

from toubao.business.governance.queries.staff import everybody, member

__all__ = ["everybody", "member"]
