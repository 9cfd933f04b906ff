"""What applicants are told on the way: letters, and what is said while something waits."""
