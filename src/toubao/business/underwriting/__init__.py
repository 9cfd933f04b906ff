"""Whether a risk is taken: limits reserved, industry asked, referrals decided by people."""
