"""The insurer's own people: who may do what, what two decide, how somebody joins, and the reviews of all that."""
