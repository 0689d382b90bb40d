"""Entradas sobre tablas hash."""
