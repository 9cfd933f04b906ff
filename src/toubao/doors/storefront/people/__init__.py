"""Registration, sign-in, members' pages, case status, and the insurer's own pages."""
