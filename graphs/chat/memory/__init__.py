"""What the model sees of a conversation. All of it stays in the state, whatever is chosen here."""
