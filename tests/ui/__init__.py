"""Tests of the window: real events on real widgets, no screen, no torch."""
