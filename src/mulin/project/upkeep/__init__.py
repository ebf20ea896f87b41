"""The operator's page: what is running, waiting, failed; what was kept and tried; and what to do about it."""
