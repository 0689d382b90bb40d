"""First steps in programming."""

from .asked import explain, program

QUESTIONS = (
    explain(
        "variable", "Primer día de Python: cuéntame lo de las variables como a un novato.", "valor|nombre|guarda*|dato"
    ),
    explain(
        "bucle", "¿Por qué usaría un bucle en vez de copiar y pegar la misma línea?", "repet*|repite*|veces|for|while"
    ),
    explain(
        "lista",
        "quiero guardar las notas de mis 30 alumnos, me sirve una lista? como es",
        "elemento|índice|posición|append|corchete",
    ),
    explain(
        "función",
        "No le veo la gracia a definir funciones. ¿Qué aportan?",
        "reutiliz*|repet*|nombre|parámetro|def|organiz*|dividir",
    ),
    explain("recursión", "¿Cómo puede una función llamarse a sí misma sin que explote todo?", "caso base|recursi*"),
    explain("condicional", "En Python, para hacer una cosa u otra según la edad, ¿qué uso?", "if|else|condici*"),
    explain(
        "diccionario",
        "Agenda de nombres y teléfonos en Python: ¿qué estructura le va y por qué?",
        "diccionario|dict|clave",
    ),
    explain(
        "entero-texto",
        "Pido la edad con input y al sumarle 1 me da error. ¿Por?",
        "int|texto|cadena|str|convert*|convierte",
    ),
    explain("return", "¿Imprimir y devolver no son lo mismo dentro de una función, no?", "return|print|valor|pantalla"),
    program("suma-lista", "Enséñame a sumar a mano los números de una lista de Python, sin usar sum.", "for|+=|total"),
    program("par", "Hazme una función de Python que diga si un número es par.", "% 2"),
    explain(
        "while-infinito",
        "Mi while no acaba nunca, la variable i no la toco dentro. ¿Qué le pasa?",
        "condición|infinit*|cambi*|increment*|i += 1|actualiz*",
    ),
)
