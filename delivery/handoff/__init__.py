"""What payroll imports: per SKPD, from releases only, with control totals; private."""
