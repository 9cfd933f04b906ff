"""The site for buyers and policyholders: what they see and type; what is decided is business."""
