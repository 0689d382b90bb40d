"""Entradas sobre cadenas."""
