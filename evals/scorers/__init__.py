"""What must hold of an answer: decided by code where code can, by a judge where it can't."""
