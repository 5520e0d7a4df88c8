"""The interim review of a running month: how units stand, what a person can still earn, who needs help."""
