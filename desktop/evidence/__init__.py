"""Evidence on its way in: photos and PDFs judged by content, made small in a process of their own, kept under their hash. No Qt."""
