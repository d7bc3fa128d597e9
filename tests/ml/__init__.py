"""Tests of the networks and what feeds them."""
