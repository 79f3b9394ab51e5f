"""Evidence on its way in: photos and PDFs judged by content, made small in a process of their own, kept under their hash. No Qt."""

WORKER_WORD = "--decode-evidence"
"""What a frozen program is started with to be the decoding process: it has no interpreter of its own to start."""
