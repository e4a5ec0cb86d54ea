"""Where goods came from, went and whom they met. Pure: rows in, answers out.

``hops`` walks the movements of one batch through time; ``reach`` walks goods, places, containers and
operations; ``source`` ranks what several positives have in common; ``balance`` says who holds what.
"""
