"""One month to PostgreSQL: what releases hold, what BI may see, and what the personnel office works with."""
