"""Entradas sobre fundamentos."""
