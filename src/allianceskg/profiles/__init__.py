"""
Profiles as files and messages: read from YAML, JSON, JSON-LD and Turtle, checked, and written back.

All formats become one mapping, with the keys of the YAML file, and one check judges it: a fault reads the same wherever
it comes from.
"""

from allianceskg.profiles.checking import parse_profile
from allianceskg.profiles.known import KnownValues
from allianceskg.profiles.reading import FORMATS, parse_document, read_profile
from allianceskg.profiles.writing import as_mapping, format_json_ld, format_turtle, format_yaml

__all__ = [
    "FORMATS",
    "KnownValues",
    "as_mapping",
    "format_json_ld",
    "format_turtle",
    "format_yaml",
    "parse_document",
    "parse_profile",
    "read_profile",
]
