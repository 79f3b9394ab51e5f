"""Small files, one right or one wrong thing each, with what a reader must say to them: see `make`."""
