"""What a run found, for people in a terminal and a browser, and for CI."""
