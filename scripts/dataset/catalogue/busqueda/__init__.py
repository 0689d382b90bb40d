"""Entradas sobre búsqueda."""
