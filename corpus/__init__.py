"""Source documents, their structure and who says what."""
