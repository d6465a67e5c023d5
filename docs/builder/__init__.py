"""The guides, the lessons and the reference as a website: make docs."""
