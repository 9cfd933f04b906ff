"""Figures that are kept counted, so that a page needn't count rows: what moves them are the database's own triggers (decision 59)."""
