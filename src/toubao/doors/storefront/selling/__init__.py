"""Home, products, quote and the purchase until the policy is there."""
