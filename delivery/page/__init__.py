"""The page that shows an HR office how a month stands, one file that needs no network."""
