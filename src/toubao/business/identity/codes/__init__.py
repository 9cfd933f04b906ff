"""One-time passwords, the allowances that bound how often anything may be done, and who failed to come in."""
