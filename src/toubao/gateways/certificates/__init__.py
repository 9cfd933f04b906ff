"""Whether a person's digital certificate signed a challenge and still holds (7.2.3): the message, the chain, the holder, the authority."""
