"""Tests of the words all parts speak."""
