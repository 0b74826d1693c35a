"""Argon2 with hardly any cost: the same format, so that a site under test checks such passwords with its own hasher."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 64
    parallelism = 1
