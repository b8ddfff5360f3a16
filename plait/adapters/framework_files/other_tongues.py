"""Words of other languages: names of levels, headings of columns, and how a language is told from its small words.

Welsh is at home in the lists beside; here are languages that schools of other countries write in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

DEGREES: dict[int, str] = {
    0: "nicht vorhanden|inexistente|ausente|absent|aucun|ninguno|nessuno|afwezig",
    5: "insuficiente|deficiente|no logrado|insuffisant|non acquis|non atteint|ungenügend|mangelhaft|nicht erreicht|"
    "insufficiente|onvoldoende|insuficient|no satisfactorio",
    16: "incipiente|inicial|inicio|en inicio|principiante|débutant|initial|fragile|novice|novize|anfänger|einsteiger|"
    "iniziale|base|beginner|beginnend|iniciante|à améliorer|en émergence",
    26: "básico|basico|regular|en proceso|aceptable|passable|ausreichend|de base|basis|matig",
    36: "en desarrollo|em desenvolvimento|en développement|en cours|en cours d acquisition|partiellement acquis|"
    "partiellement atteint|teilweise erreicht|in entwicklung|aufbauend|in sviluppo|in ontwikkeling|parcial",
    46: "suficiente|satisfactorio|satisfaisant|intermedio|intermédiaire|mittel|befriedigend|fortgeschritten|"
    "sufficiente|voldoende|intermediário|satisfatório|moyen",
    62: "logrado|competente|kompetent|acquis|atteint|erreicht|maîtrisé|compétent|previsto|logro esperado|bekwaam",
    72: "bueno|bien|gut|buono|goed|bom|notable|da iawn",
    80: "avanzado|avancé|avançado|avanzato|muy bueno|très bien|sehr gut|muito bom|gevorderd|confirmé",
    88: "consolidado|destacado|logro destacado|profesional|übertroffen|dépassé|experto|experte|expertin",
    94: "excelente|sobresaliente|ejemplar|excellent|eccellente|ottimo|hervorragend|exzellent|uitstekend|rhagorol|ótimo",
}
"""How developed a level of this name is, on the measure of ``scale_words``."""

HEADINGS: dict[str, str] = {
    "statement": r"criterios?( de (evaluaci[oó]n|desempe[ñn]o))?|indicador(es)?|est[aá]ndar(es)?|competencias?|"
    r"aspectos?|crit[eè]res?|indicateurs?|comp[ée]tences?|kriteri(um|en)|indikator(en)?|kompetenz(en)?|merkmale?|"
    r"criteri(o)?|indicatori?|criteria|crit[ée]rios?|kenmerk(en)?",
    "area": r"[áa]reas?|dimensi[oó]n(es)?|[áa]mbitos?|ejes?|domaines?|axes?|bereiche?|dimension(en)?|handlungsfelde?r?|"
    r"kompetenzbereiche?|dimens[õo]es|dimensie|ambiti?",
    "prompts": r"preguntas?( abiertas| gu[ií]a| orientadoras)?|questions? (ouvertes?|guides?)|(leit)?fragen|domande|"
    r"perguntas?|vragen",
    "evidence": r"evidencias?|medios de verificaci[oó]n|preuves?|nachweise?|belege?|evid[êe]ncias?|bewijs",
    "weight": r"pesos?|ponderaci[oó]n|puntaje|poids|pond[ée]ration|gewicht(ung)?|punkte|weging",
    "summary": r"descripci[oó]n|beschreibung|descrizione|descri[çc][ãa]o|beschrijving|resumen|zusammenfassung",
    "answer": r"autoevaluaci[oó]n|auto [ée]valuation|selbsteinsch[äa]tzung|observaciones|commentaires|bemerkungen|"
    r"comentarios|valutazione|calificaci[oó]n|nota|note|bewertung",
    "id": r"c[oó]digo|n[úu]mero|nummer",
}
"""Part of a table → what its column is called."""

_SMALL: dict[str, str] = {
    "en": "the of and to in is are for with that their",
    "cy": "yn yr y a i o mae ar gan eu bod wedi",
    "es": "el la los las de que en y con para se una",
    "fr": "le la les des et est une dans pour que du sur",
    "de": "der die das und ist nicht mit für ein eine werden den",
    "it": "il la gli di che e per una nella sono con del",
    "pt": "o os as de que e para uma com em não dos",
    "nl": "de het een en van is zijn voor met niet dat op",
}
_LEAST_WORDS = 40


def language_of(texts: Iterable[str]) -> str:
    """The tag of the language that texts are surely written in, by their smallest words; empty when it is not sure."""
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update(re.findall(r"[^\W\d_]+", text.casefold()))
        if counted.total() > 5_000:
            break
    if counted.total() < _LEAST_WORDS:
        return ""
    shares = {tag: sum(counted[word] for word in words.split()) for tag, words in _SMALL.items()}
    (best, most), (_, second) = Counter(shares).most_common(2)
    return best if most >= counted.total() * 0.08 and most >= second * 1.3 else ""
