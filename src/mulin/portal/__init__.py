"""What spans apps: the frame of every page, home, desk, search, the component gallery."""
