"""Tests of what the recipes of the bundled models are made of."""
