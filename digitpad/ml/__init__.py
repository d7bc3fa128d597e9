"""Networks and what is done with them. The only package that knows torch; importing it alone does not load torch."""
