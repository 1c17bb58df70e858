"""What the chat model may use. No tool changes anything outside of the conversation."""
