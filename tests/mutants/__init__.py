"""Machine-made wrong answers: the reference's with one small change each, which the tests must notice."""
