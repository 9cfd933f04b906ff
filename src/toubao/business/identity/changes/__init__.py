"""Changes that people ask for: asked, proved, waited for, applied, stopped; the order is rules/flows/change.py."""
