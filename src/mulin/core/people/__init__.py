"""People (居民) and households (户): as little about them as the task needs; consent per purpose, dated."""
