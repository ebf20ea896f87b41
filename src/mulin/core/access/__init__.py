"""Access (进门): capabilities (verb + place + dates), roles as bundles of them, logins, cards, one-time links."""
