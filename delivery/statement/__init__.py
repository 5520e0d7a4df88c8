"""One employee's month, explained: `build` collects its facts, `text` puts them in words."""
