"""What use cases give, as plain values that go out as JSON: made once, read by every door, described by the API.

Below all layers: it knows nobody, and everybody may know it. Dates are ISO texts, times ISO texts in UTC.
"""
