"""Tests of the way from pixels to 28×28."""
