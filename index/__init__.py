"""Search over sentences and the questions that they answer."""
