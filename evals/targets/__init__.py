"""Where the graphs that are scored run: in this process, or behind a server's URL."""
