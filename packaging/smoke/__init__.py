"""The parts of the smoke test: `packaging/smoke_test.py` puts them together."""
