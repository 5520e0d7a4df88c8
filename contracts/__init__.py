"""What each boundary promises: record types, policies, calendars, gates."""
