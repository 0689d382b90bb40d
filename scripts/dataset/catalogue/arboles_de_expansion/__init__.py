"""Entradas sobre árboles de expansión."""
