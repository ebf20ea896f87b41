"""Passwords hashed with little work, so that tests may try often."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The same algorithm, quick."""

    time_cost, memory_cost, parallelism = 1, 8, 1
