"""What the tests with real clients share."""

from fixtures import authority, bellhop, drips, proxy, upstream

__all__ = ["authority", "bellhop", "drips", "proxy", "upstream"]
