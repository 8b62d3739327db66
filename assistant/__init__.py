"""From a question to an answer with checked quotes."""
