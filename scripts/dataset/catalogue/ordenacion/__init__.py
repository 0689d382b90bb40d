"""Entradas sobre ordenación."""
