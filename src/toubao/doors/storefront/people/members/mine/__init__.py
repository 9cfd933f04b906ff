"""My data: what we know of me, and how I change it, take a change back, stop one that wasn't mine, or leave."""
