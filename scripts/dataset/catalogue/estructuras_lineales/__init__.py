"""Entradas sobre estructuras lineales."""
