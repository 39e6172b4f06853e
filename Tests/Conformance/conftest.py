"""What the tests with real clients share."""

from fixtures import authority, bellhop, upstream

__all__ = ["authority", "bellhop", "upstream"]
