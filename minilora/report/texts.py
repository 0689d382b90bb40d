"""Every text of the page, in English and in Spanish. Fields are escaped when they are filled."""

from collections.abc import Mapping
from typing import Literal

Lang = Literal["en", "es"]
LANGS: tuple[Lang, ...] = ("en", "es")

TEXTS: Mapping[str, tuple[str, str]] = {
    # frame
    "report": ("Training report", "Informe de entrenamiento"),
    "contents": ("Contents", "Contenido"),
    "skip": ("Skip to the content", "Saltar al contenido"),
    "theme": ("Light or dark", "Claro u oscuro"),
    "from_to": ("{base}, fine-tuned on {data}", "{base}, ajustado con {data}"),
    "from_base": ("An adapter for {base}", "Un adaptador para {base}"),
    "unknown_base": ("a base that its files do not name", "una base que sus archivos no nombran"),
    "still_training": (
        "This run is still training: step {step} of {total}. Reload the page to see its progress.",
        "Este entrenamiento sigue en marcha: paso {step} de {total}. Recarga la página para ver cómo avanza.",
    ),
    "footer": (
        "Made by minilora {version} from the files of the run. This page loads nothing from anywhere and sends "
        "nothing.",
        "Hecho por minilora {version} con los archivos del entrenamiento. Esta página no carga ni envía nada.",
    ),
    "more_in": ("More in", "Más en"),
    "no_script": (
        "Curves and details need JavaScript; all tables are readable without it.",
        "Las curvas y los detalles necesitan JavaScript; todas las tablas se leen sin él.",
    ),
    # summary
    "summary": ("Summary", "Resumen"),
    "val_loss": ("validation loss", "pérdida de validación"),
    "best_at": ("{rest} from {first}; best at step {step}", "{rest} desde {first}; la mejor, en el paso {step}"),
    "only_base": ("the base, before training", "la base, antes de entrenar"),
    "train_loss": ("training loss", "pérdida de entrenamiento"),
    "last_step": ("at step {step}", "en el paso {step}"),
    "trained_values": ("trained values", "valores entrenados"),
    "of_total": ("{share} of {total}", "{share} de {total}"),
    "time": ("time", "tiempo"),
    "steps_tokens": ("{steps} steps, {speed} tokens/s", "{steps} pasos, {speed} tokens/s"),
    "peak_memory": ("peak memory", "memoria máxima"),
    "of_process": ("of the training process", "del proceso de entrenamiento"),
    "file_checks": ("checks passed", "comprobaciones superadas"),
    "file_size_bits": ("{size}, {bits} bits a weight", "{size}, {bits} bits por peso"),
    # trained
    "trained": ("What was trained", "Qué se entrenó"),
    "trained_lead": (
        "Base, data, settings and machine, as the run recorded them.",
        "Base, datos, ajustes y máquina, tal como los registró el entrenamiento.",
    ),
    "origin": ("Origin", "Origen"),
    "settings": ("Settings", "Ajustes"),
    "machine": ("Machine and versions", "Máquina y versiones"),
    "fingerprints": ("Fingerprints", "Huellas"),
    "base": ("base", "base"),
    "revision": ("commit of the base", "commit de la base"),
    "base_weights": ("weights of the base", "pesos de la base"),
    "train_data": ("training data", "datos de entrenamiento"),
    "val_data": ("validation data", "datos de validación"),
    "data_counts": (
        "{files}: {records} records, {tokens} tokens, {answers} learned",
        "{files}: {records} registros, {tokens} tokens, {answers} aprendidos",
    ),
    "train_records": ("training records", "registros de entrenamiento"),
    "val_records": ("validation records", "registros de validación"),
    "system_message": ("system message", "mensaje de sistema"),
    "template_date": ("date in the template", "fecha en la plantilla"),
    "train_tokens": ("tokens of the training data", "tokens de los datos de entrenamiento"),
    "val_tokens": ("tokens of the validation data", "tokens de los datos de validación"),
    "adapter_file": ("adapter file", "archivo del adaptador"),
    "system": ("system", "sistema"),
    "processor": ("processor", "procesador"),
    "gpu": ("GPU", "GPU"),
    "cores": ("cores", "núcleos"),
    "threads": ("threads", "hilos"),
    "memory": ("memory", "memoria"),
    "versions": ("versions", "versiones"),
    "skipped_lines": (
        "{count} lines of training.jsonl are no metrics and were skipped.",
        "{count} líneas de training.jsonl no son métricas y se han omitido.",
    ),
    # curves
    "curves": ("Curves", "Curvas"),
    "curves_lead": (
        "Losses are in nats per learned token; lower is better. If the validation loss rises while the training loss "
        "falls, the model begins to learn the records by heart.",
        "Las pérdidas están en nats por token aprendido; cuanto menores, mejor. Si la de validación sube mientras la "
        "de entrenamiento baja, el modelo empieza a aprenderse los registros de memoria.",
    ),
    "zoom_help": (
        "Drag over a curve to zoom in; double-click to see all of it. With the keyboard: focus a curve, arrows move, "
        "+ and − zoom, 0 shows all.",
        "Arrastra sobre una curva para ampliarla; doble clic para verla entera. Con el teclado: enfoca una curva, las "
        "flechas mueven, + y − amplían o reducen, 0 la muestra entera.",
    ),
    "stretches": (
        "Each point stands for about {count} steps: the line is their mean, the band goes from the lowest to the "
        "highest.",
        "Cada punto representa unos {count} pasos: la línea es su media y la banda va del menor al mayor.",
    ),
    "zoom_in": ("Zoom in", "Ampliar"),
    "zoom_out": ("Zoom out", "Reducir"),
    "zoom_all": ("Whole run", "Todo"),
    "values": ("Values as a table", "Valores en una tabla"),
    "step": ("step", "paso"),
    "loss": ("loss", "pérdida"),
    "smoothed": ("moving average", "media móvil"),
    "replay_loss": ("loss on replayed data", "pérdida en los datos repasados"),
    "lr": ("learning rate", "tasa de aprendizaje"),
    "grad_norm": ("gradient norm", "norma del gradiente"),
    "tokens_per_s": ("tokens per second", "tokens por segundo"),
    "peak_memory_bytes": ("peak memory", "memoria máxima"),
    "chart_of": ("Chart: {name} by step", "Gráfica: {name} por paso"),
    # data
    "data": ("Data", "Datos"),
    "data_lead": (
        "What the model sees. The loss counts only the learned tokens, the answers; the others are context.",
        "Lo que ve el modelo. La pérdida solo cuenta los tokens aprendidos, las respuestas; los demás son contexto.",
    ),
    "records": ("records", "registros"),
    "examples": ("used", "usados"),
    "tokens": ("tokens", "tokens"),
    "answer_tokens": ("learned tokens", "tokens aprendidos"),
    "truncated": ("truncated", "truncados"),
    "fully_masked": ("without an answer, skipped", "sin respuesta, omitidos"),
    "dropped": ("too long, dropped", "demasiado largos, descartados"),
    "lengths": ("tokens of a record", "tokens de un registro"),
    "lengths_title": ("Length of the records", "Longitud de los registros"),
    "masks_title": ("Three records, token by token", "Tres registros, token a token"),
    "learned_mark": ("learned", "aprendido"),
    "context_mark": ("context", "contexto"),
    "record_counts": (
        "{tokens} tokens, {learned} learned",
        "{tokens} tokens, {learned} aprendidos",
    ),
    "more_tokens": ("… and {count} more tokens", "… y {count} tokens más"),
    # learned
    "learned": ("What the adapter learned", "Qué aprendió el adaptador"),
    "learned_lead": (
        "Each cell is the update of one weight. Hover or use the arrow keys to read it; click or press Enter to open "
        "it.",
        "Cada celda es la actualización de un peso. Pasa por encima o usa las flechas para leerla; haz clic o pulsa "
        "Intro para abrirla.",
    ),
    "formula_update": ("the update of a weight, of rank r", "la actualización de un peso, de rango r"),
    "formula_rank": (
        "effective rank: directions in use, from the singular values",
        "rango efectivo: direcciones en uso, según los valores singulares",
    ),
    "formula_overlap": (
        "alignment: share of the update's top k output directions in those of the base",
        "alineación: parte de las k direcciones principales de salida en las de la base",
    ),
    "shown_measure": ("Colour shows", "El color muestra"),
    "relative": ("relative change", "cambio relativo"),
    "norm": ("size of the change", "tamaño del cambio"),
    "rank": ("directions in use", "direcciones en uso"),
    "overlap": ("alignment ÷ chance", "alineación ÷ azar"),
    "written": ("written in the file", "escrito en el archivo"),
    "block": ("block", "bloque"),
    "outside": ("outside the blocks", "fuera de los bloques"),
    "heat_caption": (
        "Updates by module type (rows) and block (columns)",
        "Actualizaciones por tipo de módulo (filas) y bloque (columnas)",
    ),
    "by_kind": ("By type of module", "Por tipo de módulo"),
    "kind": ("module", "módulo"),
    "modules": ("modules", "módulos"),
    "mean_relative": ("mean change", "cambio medio"),
    "mean_rank": ("mean effective rank", "rango efectivo medio"),
    "mean_first": ("energy in the first direction", "energía en la primera dirección"),
    "mean_overlap": ("alignment ÷ chance", "alineación ÷ azar"),
    "spectrum": ("Singular values of ΔW", "Valores singulares de ΔW"),
    "shape": ("shape", "forma"),
    "rank_r": ("rank r", "rango r"),
    "scaling": ("scaling α/r", "escala α/r"),
    "effective_rank": ("effective rank", "rango efectivo"),
    "stable_rank": ("stable rank", "rango estable"),
    "first_energy": ("energy in the first direction", "energía en la primera dirección"),
    "writes": ("output alignment (by chance)", "alineación de salida (por azar)"),
    "reads": ("input alignment (by chance)", "alineación de entrada (por azar)"),
    "kept_bfloat16": ("kept after rounding to bfloat16", "conservado al redondear a bfloat16"),
    "in_file_type": ("in the file", "en el archivo"),
    "noise": ("quantization noise ÷ change", "ruido de cuantización ÷ cambio"),
    "first_values": ("the first {count} of {total}", "los primeros {count} de {total}"),
    "many_modules": (
        "The map shows the first {shown} of {total} modules.",
        "El mapa muestra los primeros {shown} de {total} módulos.",
    ),
    # rounding
    "rounding": ("What rounding did", "Qué hizo el redondeo"),
    "rounding_lead": (
        "A merged weight is rounded to the type it is stored in. If the change is small beside the weight, a short "
        "type loses part of it.",
        "Un peso fusionado se redondea al tipo en que se guarda. Si el cambio es pequeño frente al peso, un tipo corto "
        "pierde una parte.",
    ),
    "stored_as": ("stored as", "guardado como"),
    "change_kept": ("change kept", "cambio conservado"),
    "rounding_error": ("error ÷ change", "error ÷ cambio"),
    "unmoved": ("weights that did not move", "pesos que no se movieron"),
    "worst_module": ("module that keeps least", "módulo que menos conserva"),
    "whole_file": ("the GGUF file", "el archivo GGUF"),
    "tensors_of_type": ("– its {count} modules in {type}", "– sus {count} módulos en {type}"),
    "change_lost": (
        "Some types in this file round more than half of the change away. Export it as a type with more bits, or from "
        "a base that is not quantised.",
        "Algunos tipos de este archivo borran al redondear más de la mitad del cambio. Expórtalo con un tipo de más "
        "bits, o desde una base sin cuantizar.",
    ),
    "written_note": (
        "For the file, “change kept” is its part along the trained change: 100 % if all of ΔW is in the file, 0 % if "
        "the file holds the base. Quantization adds noise in other directions, which the next column compares with "
        "the change.",
        "Para el archivo, «cambio conservado» es su parte en la dirección del cambio entrenado: 100 % si todo ΔW "
        "está en el archivo, 0 % si contiene la base. La cuantización añade ruido en otras direcciones, que la "
        "columna siguiente compara con el cambio.",
    ),
    # answers
    "answers": ("Answers", "Respuestas"),
    "answers_lead": (
        "Greedy decoding. The fainter a token, the less probable it was for its model; underlined where it differs: "
        "adapter against base, file against adapter.",
        "Decodificación voraz. Cuanto más tenue un token, menos probable era para su modelo; subrayado donde "
        "difiere: el adaptador frente a la base, el archivo frente al adaptador.",
    ),
    "first_questions": (
        "The first {shown} of {total} questions.",
        "Las primeras {shown} de {total} preguntas.",
    ),
    "model_base": ("Base", "Base"),
    "model_adapter": ("Adapter", "Adaptador"),
    "model_file": ("GGUF file", "Archivo GGUF"),
    "expected": ("Answer in the data", "Respuesta en los datos"),
    "mean_probability": ("mean probability {value}", "probabilidad media {value}"),
    "differing": ("{count} of {total} tokens differ", "{count} de {total} tokens difieren"),
    "identical": ("the same as the adapter", "igual que el adaptador"),
    "cut": ("cut after {count} tokens", "cortada tras {count} tokens"),
    "empty_answer": ("(no answer: the model stopped at once)", "(sin respuesta: el modelo paró enseguida)"),
    "token_help": (
        "Hover over a token, or focus an answer and use the arrow keys, to see its probability.",
        "Pasa por encima de un token, o enfoca una respuesta y usa las flechas, para ver su probabilidad.",
    ),
    "instead_of": ("most likely", "más probables"),
    "samples_title": ("Completions during training", "Respuestas durante el entrenamiento"),
    # forgotten
    "forgotten": ("What was forgotten", "Qué se olvidó"),
    "forgotten_lead": (
        "The loss on everyday sentences that have nothing to do with the data, the same for every run. A rise means "
        "that the adapter costs general language; a fall, that it also helps there.",
        "La pérdida en frases cotidianas ajenas a los datos, las mismas para todos los entrenamientos. Si sube, el "
        "adaptador cuesta lenguaje general; si baja, también ayuda ahí.",
    ),
    "text": ("text", "texto"),
    "lang_en": ("English, everyday sentences", "Inglés, frases cotidianas"),
    "lang_es": ("Spanish, everyday sentences", "Español, frases cotidianas"),
    "before": ("base", "base"),
    "after": ("adapter", "adaptador"),
    "rise": ("change", "cambio"),
    "perplexity_ratio": ("perplexity", "perplejidad"),
    "worst_sentences": ("Sentences that changed most", "Frases que más cambiaron"),
    # file
    "file": ("The file", "El archivo"),
    "file_lead": (
        "The exported GGUF, read back: it is compared with base and adapter, merged again in float32.",
        "El GGUF exportado, leído de nuevo: se compara con la base y el adaptador, fusionados otra vez en float32.",
    ),
    "checks": ("Checks", "Comprobaciones"),
    "check_part": ("part", "parte"),
    "check_what": ("check", "comprobación"),
    "check_found": ("found", "resultado"),
    "passed": ("passed", "superada"),
    "failed": ("failed", "fallida"),
    "types": ("Types", "Tipos"),
    "type": ("type", "tipo"),
    "tensors": ("tensors", "tensores"),
    "size": ("size", "tamaño"),
    "share": ("share", "parte"),
    "bits": ("bits a weight", "bits por peso"),
    "map": ("Map of the tensors", "Mapa de los tensores"),
    "map_caption": (
        "Type of every matrix, by kind (rows) and block (columns)",
        "Tipo de cada matriz, por clase (filas) y bloque (columnas)",
    ),
    "other_tensors": ("Outside the blocks", "Fuera de los bloques"),
    "tensor": ("tensor", "tensor"),
    "file_size": ("file size", "tamaño del archivo"),
    "parameters": ("weights", "pesos"),
    # compare
    "compare": ("Two runs", "Dos entrenamientos"),
    "compare_lead": ("{ours} beside {theirs}.", "{ours} junto a {theirs}."),
    "result": ("result", "resultado"),
    "steps": ("steps", "pasos"),
    "best_val": ("best validation loss", "mejor pérdida de validación"),
    "compare_settings": ("Settings that differ", "Ajustes que difieren"),
    "same_settings": ("{count} settings that are the same", "{count} ajustes iguales"),
    "setting": ("setting", "ajuste"),
    "compared": ("losses of both runs", "pérdidas de ambos entrenamientos"),
    "all_same": ("All settings are the same.", "Todos los ajustes son iguales."),
    # absent
    "absent": ("Not in this page", "Lo que falta en esta página"),
    "no_curves": (
        "Curves: the directory has no training.jsonl, which `minilora train` writes.",
        "Curvas: el directorio no tiene el training.jsonl que escribe `minilora train`.",
    ),
    "no_data": (
        "Data: the directory has no data.json; runs of this version of `minilora train` have one.",
        "Datos: el directorio no tiene data.json; lo escribe esta versión de `minilora train`.",
    ),
    "no_base": (
        "Comparison with the base, rounding and what was forgotten: add --base BASE.",
        "Comparación con la base, redondeo y lo olvidado: añade --base BASE.",
    ),
    "no_adapter": (
        "What the adapter learned: the run has not finished yet.",
        "Qué aprendió el adaptador: el entrenamiento no ha terminado.",
    ),
    "no_dora": (
        "What the adapter learned: the change of a DoRA adapter depends on the base; add --base BASE.",
        "Qué aprendió el adaptador: el cambio de un adaptador DoRA depende de la base; añade --base BASE.",
    ),
    "no_answers": (
        "Answers side by side: add --questions FILE, one question a line or a data set.",
        "Respuestas lado a lado: añade --questions ARCHIVO, una pregunta por línea o un conjunto de datos.",
    ),
    "no_file": (
        "The exported file and its checks: add --gguf FILE.",
        "El archivo exportado y sus comprobaciones: añade --gguf ARCHIVO.",
    ),
    "no_compare": (
        "A comparison with another run: add --against OTHER_RUN.",
        "Una comparación con otro entrenamiento: añade --against OTRO.",
    ),
    "base_missing": ("The base could not be used: {why}", "La base no se pudo usar: {why}"),
}
"""Name -> (English, Spanish)."""

IN_SCRIPT = (
    *("step", "loss", "smoothed", "val_loss", "replay_loss", "lr", "grad_norm", "tokens_per_s", "peak_memory_bytes"),
    *("lengths", "records", "zoom_in", "zoom_out", "zoom_all"),
    *("block", "outside", "relative", "norm", "rank", "overlap", "written"),
    *("shape", "rank_r", "scaling", "effective_rank", "stable_rank"),
    *("first_energy", "writes", "reads", "kept_bfloat16", "in_file_type", "noise", "first_values", "instead_of"),
)
"""The texts that the page's script uses."""
