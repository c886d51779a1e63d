"""Scores on real data: each part is told what was known, and asked for what came or what is so."""
