"""Entradas sobre árboles."""
