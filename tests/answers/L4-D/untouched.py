"""Wrong: nothing was done."""

REST = "stub"
LOSES = ["*"]
