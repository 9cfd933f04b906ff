"""One-time passwords, and the allowances that bound how often anything may be done."""
