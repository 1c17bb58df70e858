"""What can be searched for passages: the documents folder, and the web with a key."""
