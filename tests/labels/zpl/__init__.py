"""ZPL drawn by a renderer that is not ours, in Node."""
