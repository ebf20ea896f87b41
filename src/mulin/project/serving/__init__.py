"""Running it: the web server, the worker beside it, and who keeps both alive."""
