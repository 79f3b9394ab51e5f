"""How far the program is from the least that anyone could do with the same libraries. `python -m bench` runs all."""
