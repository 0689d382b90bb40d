"""Entradas sobre flujos."""
