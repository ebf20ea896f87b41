"""`mulin check`: what is unsafe or missing on this machine, each with what to do, in both languages."""
