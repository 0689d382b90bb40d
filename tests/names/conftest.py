"""The hub on loopback, for all tests of names."""

from hub_server import hub

__all__ = ["hub"]
