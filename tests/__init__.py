"""The tests, one file for each file of the package."""

from hypothesis import settings

# A slow moment of the machine is no failure, and the whole set should be run often.
settings.register_profile("digitpad", deadline=None, max_examples=50)
settings.load_profile("digitpad")
