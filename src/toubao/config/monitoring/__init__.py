"""What is seen of a running process from outside: its health, its figures, its logs, what a request cost."""
