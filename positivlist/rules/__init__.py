"""What holds for courses, rounds and lists: pure functions on plain values, the day is an argument."""
