"""What can be bought: products as published, and their documents."""
