"""Mulin (睦邻): neighbourhood governance a sub-district can run on one machine."""

__version__ = "0.1.0"
