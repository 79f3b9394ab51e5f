"""What travels: sealed bundles of units, packets of the Department, trust. The bytes are described in FORMAT.md."""
