"""The errors a person may meet; their text is a sentence that names the thing and the next step.

    DigitpadError
    ├── ImageError         a picture could not be read
    └── ModelError         a model file could not be used

Anything else that is raised is a bug of ours and goes to the exception hook.
"""

from __future__ import annotations


class DigitpadError(Exception):
    """Base of every error whose text is meant for the person at the keyboard."""


class ImageError(DigitpadError):
    """A picture is missing, damaged, too large or not a picture."""


class ModelError(DigitpadError):
    """A model file is missing, damaged or made for another program."""
