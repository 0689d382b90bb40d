"""Entradas sobre algoritmos aleatorios."""
