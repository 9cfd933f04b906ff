"""Motor insurance of the insurer's books: looked up with number and plate alone (8.3), and its electronic proof."""
