"""Who is told of what is wrong with a month, in which words, and what became of each message."""
