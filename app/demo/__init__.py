"""The demonstration city: three real cases, told through the same use cases as everybody's."""
