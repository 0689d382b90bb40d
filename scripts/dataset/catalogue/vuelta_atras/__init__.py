"""Entradas sobre vuelta atrás."""
