"""`kinerja policy`: check a policy file, show the policy of an agency."""
