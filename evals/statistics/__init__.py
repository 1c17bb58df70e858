"""What a share of passes tells, and what it can't. The arithmetic is scipy's."""
