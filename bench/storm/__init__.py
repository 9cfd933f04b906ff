"""What a storm is made of: its crowd, its mischief, and the books that are compared after it."""
