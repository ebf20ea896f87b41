"""The demo: an invented sub-district with a year of life, made by calling the real actions."""
