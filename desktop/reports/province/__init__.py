"""The Department's consolidated report (domain E.4): sums of what the units signed, and who has reported."""
