"""Entradas sobre caminos mínimos."""
