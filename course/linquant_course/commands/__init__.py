"""What people type, by what they do: learn, build lessons, grade, keep a class's records."""
