"""The web page: a conversation with cited answers, and the source beside it. The only package that imports gradio."""

import os

# Gradio reads these when it is imported or when a page is built, and this module always runs before either.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)  # else a pandas summary of all questions at every question
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
