"""Looking after the evidence itself: that the journal is whole, and keys that are destroyed; what happened is the journal's."""
