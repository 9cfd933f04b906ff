"""Reading for the console: staff, cases, figures, and the evidence of clauses; nothing here writes."""

from toubao.business.governance.queries.staff import everybody, member, roles_now

__all__ = ["everybody", "member", "roles_now"]
