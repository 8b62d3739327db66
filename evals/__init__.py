"""Cases, metrics and runs."""
