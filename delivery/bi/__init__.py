"""What BI reads: tables of every month without names, where nobody stands alone."""
