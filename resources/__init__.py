"""Packaged files: catalogues, fonts, icons, style, help. Reached through `desktop.paths.resource()` only."""
