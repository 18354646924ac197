"""From a profile to explained cases."""
