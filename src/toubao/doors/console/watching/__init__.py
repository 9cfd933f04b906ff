"""What the system does by itself, watched: duties and their times, institutions and how they answer."""
