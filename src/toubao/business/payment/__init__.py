"""The money of a purchase: intended, authorised, captured or voided with the acquirer."""
