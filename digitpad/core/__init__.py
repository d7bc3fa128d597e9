"""The words all parts of digitpad speak: drawings, glyphs, readings, errors. Standard library and numpy only."""
