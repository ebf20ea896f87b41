"""The practices. Each app is one folder with the same file names; none imports another: they meet in core's events."""
