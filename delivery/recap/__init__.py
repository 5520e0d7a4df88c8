"""The recap of an SKPD that its head signs: what would be paid, bound to paper by a code."""
