"""Entradas sobre grafos."""
