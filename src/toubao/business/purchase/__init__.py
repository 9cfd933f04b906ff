"""One purchase from first entry to reported contract."""
