"""What the norm decides: pure gates, duties and flows. No Django, network, clock, random or environment here."""
