"""Chinese text: search terms, categories, the same issue, hot topics, places."""
