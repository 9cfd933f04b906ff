"""Who compares what somebody shows with what is known of it: a card with its holder, an identity document with its register."""
