"""The instructor's side of the LinQuant course: building, the example class, grading."""
