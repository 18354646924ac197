"""Stores: the protocol, what they answer with, and the engines."""
