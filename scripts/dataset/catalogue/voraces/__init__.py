"""Entradas sobre voraces."""
