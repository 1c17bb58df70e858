"""What a user attaches to a message: texts and PDFs become words, images are shown to who sees."""
