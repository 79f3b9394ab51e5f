"""Small files that prove FORMAT.md: one right or one wrong thing each, with the expected outcome in expected.json."""
