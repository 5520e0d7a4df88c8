"""One command a function; each imports what is heavy only when it is called."""
