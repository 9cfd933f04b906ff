"""What the insurer does: Django apps, all shaped alike, and the steps they take."""
