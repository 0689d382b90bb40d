"""Entradas sobre conjuntos disjuntos."""
