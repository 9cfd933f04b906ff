"""By which way somebody proves who they are, and whom that shows them to be."""
