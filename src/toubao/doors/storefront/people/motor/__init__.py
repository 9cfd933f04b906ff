"""Motor insurance without signing in (8.3): looked up with number and plate, and its electronic proof."""
