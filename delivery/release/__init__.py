"""What leaves as a release: whole, chained per agency, never changed; and who moved the month there."""
