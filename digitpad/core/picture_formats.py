"""The kinds of pictures that are opened."""

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PDF")
"""By Pillow's names. It knows rarer formats, and a stranger's file need not reach their decoders."""

SUFFIXES = (
    ".png",
    ".apng",
    ".jpg",
    ".jpeg",
    ".jpe",
    ".jfif",
    ".bmp",
    ".gif",
    ".tif",
    ".tiff",
    ".webp",
    ".pdf",
)
"""What such files are called, for dialogs and folders; opening goes by content, not by name."""

MOST_PAGES = 500
"""Later pages of a document are refused."""
