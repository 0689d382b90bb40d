"""Questions off topic: a right answer declines, or leads back."""

from .asked import Asked

BACK_ON_TOPIC = (
    "algoritm*|estructura de datos|estructuras de datos|programación|programar|código|python|complejidad|grafo|recursi*"
    "|bucle|cola de prioridad|tabla hash|función hash|funciones hash|búsqueda binaria|ordenación|mergesort|Dijkstra"
    "|invariante|árbol binario|árbol equilibrado|vuelta atrás|recorrido en anchura|n log n|O(n)|O(n²)|notación O"
    "|no puedo|no sé|no es lo mío|no es mi terreno|no es mi campo|fuera de mi|no trato|no me dedico|no doy"
)
"""Terms of the field, or words that decline, one of which stands in an answer to a question off topic. (Not «árbol»,
«cola» or «programa» alone: they have other meanings.)"""

TEXTS = {
    "paella": "¿Cuánto arroz echo para una paella de seis?",
    "verso": "Escríbeme un soneto sobre el otoño, anda.",
    "hipoteca": "¿Me conviene una hipoteca fija o variable?",
    "reloj": "se me ha parado el reloj de pared, que le cambio",
    "perro": "Mi perro no para de ladrar por las noches, ¿consejos?",
    "historia": "¿Por qué cayó el Imperio romano?",
    "viaje": "¿Qué me recomendás visitar en Lisboa en dos días?",
    "traducción": "Pásame al alemán: «mañana llego tarde».",
    "planta": "Las hojas de mi limonero amarillean. ¿Será falta de riego?",
    "trabalenguas": "Invéntate un trabalenguas con muchas erres.",
    "deporte": "¿Cuántos jugadores saca a la pista un equipo de balonmano?",
    "carta": "Redacta una queja para mi casero por las humedades.",
}
QUESTIONS = tuple(Asked(name, text, {"required": [BACK_ON_TOPIC.split("|")]}) for name, text in TEXTS.items())
