"""One command per figure this project claims."""
