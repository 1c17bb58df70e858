"""What may go out: every answer is held back, judged and rewritten before anyone reads of it."""
