"""Pages for residents: speak, follow, judge."""
