"""What pages and a purchase cost with many policies; run as `python -m bench.scale`."""
