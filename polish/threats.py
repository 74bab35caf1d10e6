"""Threats and words of suicide in what readers write: what a person has to see at once.

Only the first person, present or future, is looked for: who says “I shall kill you”, not who tells of a murder. A hit is a
reason to let a person look, never to reject. Diacritics may be missing. Work grows linearly with the text.
"""

import re

_WHOM = r"(?:ci[eę]|ciebie|was|go|j[aą]|ich|tego|t[aeęą]|tych|wszystkich|skurw\w{1,20}|gnoj\w{1,8}|drani\w{0,4})"
_WHOSE = r"(?:ci|wam|mu|jej|im|tw[oó]j|twoj\w{1,3}|wasz\w{0,4}|jego|ich)"
_BUILDING = r"(?:dom\w{0,4}|cha[lł]up\w{1,3}|samoch[oó]d\w{0,4}|aut\w{1,3}|urz[aą]d\w{0,3}|ratusz\w{0,3}|szko[lł]\w{1,3}|sklep\w{0,3}|blok\w{0,3}|ko[sś]ci[oó][lł]\w{0,3})"
_KILL = r"(?:zabij[eę]|zabijemy|zajebi[eę]|zajebiemy|zat[lł]uk[eę]|zat[lł]uczemy|zastrzel[eę]|zastrzelimy|zad[zź]gam|zad[zź]gamy|udusz[eę]|udusimy)"
_BURN = r"(?:podpal[eę]|podpalimy|spal[eę]|spalimy|wysadz[eę]|wysadzimy)"
_HOW = r"(?:\w{1,12}\s{1,3}){0,2}"
_THREAT = re.compile(
    "|".join([
        rf"(?<!\bnie ){_KILL}\s{{1,3}}{_WHOM}",
        # The other way round only as it cannot be of a third person: “to cię zabije” is said of smoking.
        r"(?:ci[eę]|was|go|ich)\s{1,3}(?:zabiję|zabijemy|zajebię|zajebiemy|zastrzel[eę]|zatłukę|zad[zź]gam)",
        rf"(?<!\bnie ){_BURN}\s{{1,3}}(?:{_WHOSE}|{_HOW}{_BUILDING}|was|ci[eę]|{_HOW}w\s{{1,3}}powietrze)",
        rf"poder[zż]n[eę]\s{{1,3}}{_HOW}gard[lł]\w{{1,3}}",
        # Suicide.
        r"skocz[eę]\s{1,3}(?:\w{1,12}\s{1,3}){0,2}z\s{1,3}(?:mostu|okna|dachu|wiaduktu|bloku|balkonu)",
        r"nie\s{1,3}chc[eę]\s{1,3}(?:mi\s{1,3}si[eę]\s{1,3})?(?:ju[zż]\s{1,3})?(?:d[lł]u[zż]ej\s{1,3})?[zż]y[cć]"
        r"(?!\s{1,3}(?:w|we|z|ze|na|obok|bez|pod|przy|tak|jak|tu|tutaj|za|dla|po|od)\b)",
        r"(?:zabiję\s{1,3}si[eę]|si[eę]\s{1,3}zabiję|powiesz[eę]\s{1,3}si[eę]|si[eę]\s{1,3}powieszę)",
        r"(?:odbior[eę]\s{1,3}sobie\s{1,3}[zż]ycie|sko[nń]cz[eę]\s{1,3}ze\s{1,3}sob[aą])",
    ]).join([r"(?<!\w)(?:", r")(?!\w)"]),
    re.IGNORECASE,
)  # fmt: skip


def find_threats(text: str) -> list[tuple[int, int]]:
    """Places where somebody says that they will kill, burn, or take their own life, in the order of the text."""
    return [match.span() for match in _THREAT.finditer(text)]
