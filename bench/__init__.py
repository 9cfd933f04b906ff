"""What is measured, and how; no tests here."""
