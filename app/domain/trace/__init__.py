"""Where goods came from, went and whom they met. Pure: rows in, answers out.

``hops`` is the walk through time, ``balance`` whether the sum comes out and who holds what.
"""
