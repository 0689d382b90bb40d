"""Entradas sobre montículos."""
