"""What people are told and agree to: the exact texts, kept for good, and who agreed to which, when and from where."""
