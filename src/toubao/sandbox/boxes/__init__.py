"""Where messages and letters arrive: the phone of every number, and the mailbox of every address."""
