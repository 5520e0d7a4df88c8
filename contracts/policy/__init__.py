"""The policy language: schema, loading, compiling to dated rule tables."""
