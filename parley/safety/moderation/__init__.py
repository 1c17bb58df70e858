"""Whether a text threatens, hates or harms: asked of a moderation endpoint, or of a few rules."""
