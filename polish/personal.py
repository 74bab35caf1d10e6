"""Personal data in what readers write: telephones, PESEL numbers, e-mail and street addresses, car plates.

A finding is a reason to let a person look before the text is shown. Addresses and telephones of offices and
firms are found as well: nothing in them tells whose they are. Work grows linearly with the text.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum


class Kind(Enum):
    """What was found."""

    EMAIL = "email"
    PESEL = "pesel"
    PHONE = "phone"
    ADDRESS = "address"
    PLATE = "plate"


@dataclass(frozen=True, slots=True)
class Finding:
    """A piece of personal data: `text[start:end]` as it stands there."""

    start: int
    end: int
    kind: Kind


def find_personal(text: str) -> list[Finding]:
    """All personal data in the order of the text; where two kinds overlap, the first in the order of `Kind`."""
    found: list[Finding] = []
    taken = bytearray(len(text))
    for kind, detect in _DETECTORS.items():
        for start, end in detect(text):
            if not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                found.append(Finding(start, end, kind))
    return sorted(found, key=lambda finding: finding.start)


Spans = Iterator[tuple[int, int]]

# --- E-mail ------------------------------------------------------------------------------------------------

_AT = r"(?:@|\s?[(\[{]\s?(?:at|małpa|malpa|@)\s?[)\]}]\s?|\s(?:małpa|malpa)\s)"
_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|kropka)\s?[)\]}]\s?)"
_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}{_AT}(?:[^\W_](?:[\w-]{{0,62}}){_DOT}){{1,5}}[a-z]{{2,24}}(?![\w-])", re.IGNORECASE
)


def _emails(text: str) -> Spans:
    return (match.span() for match in _EMAIL.finditer(text))


# --- PESEL -------------------------------------------------------------------------------------------------

_ELEVEN_DIGITS = re.compile(r"(?<![\d.,])(?:\d[ -]?){10}\d(?![\d]|[.,]\d)")
_PESEL_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)
# The month tells the century: 1-12 is of the 1900s, 21-32 of the 2000s, 81-92 of the 1800s.
_CENTURIES = {0: 1900, 20: 2000, 40: 2100, 60: 2200, 80: 1800}


def is_pesel(digits: str) -> bool:
    """Whether the eleven digits are a PESEL number: the checksum holds, and somebody may be born that day."""
    if not re.fullmatch(r"[0-9]{11}", digits):
        return False
    if sum(weight * int(digit) for weight, digit in zip(_PESEL_WEIGHTS, digits, strict=True)) % 10:
        return False
    century, month = divmod(int(digits[2:4]), 20)
    try:
        date(_CENTURIES[century * 20] + int(digits[:2]), month, int(digits[4:6]))
    except ValueError:
        return False
    return True


def _pesels(text: str) -> Spans:
    for match in _ELEVEN_DIGITS.finditer(text):
        if is_pesel(re.sub(r"\D", "", match.group())):
            yield match.span()


# --- Telephone ---------------------------------------------------------------------------------------------

_AREA_CODES = (
    "1[2-8]|2[2-59]|3[2-4]|4[1-4678]|5[24-689]|6[1-357-8]|7[14-7]|8[1-79]|9[145]"  # landlines; 47 is the police and other services
    "|45|5[0137]|6[069]|7[2389]|88"  # mobiles
)
_PHONE = re.compile(
    rf"""(?<![\w.,/-]) (?P<country>(?:\+|00)48[ -]?)? \(?(?:0[ -]?)?(?:{_AREA_CODES})\)?
    (?: \d{{7}}                                              # 321234567
      | \d[ .-]?\d{{3}}[ .-]?\d{{3}}                         # 512 345 678
      | [ .-]{{1,2}}\d{{3}}[ .-]?\d{{2}}[ .-]?\d{{2}}        # 32 123 45 67
      | [ .-]{{1,2}}\d{{2}}[ .-]?\d{{2}}[ .-]?\d{{3}}        # 32 12 34 567
    ) (?![\w/] | [.,-]\d | [ ]\d)""",
    re.VERBOSE,
)
_NO_PHONE_BEFORE = re.compile(
    r"(?:nip|regon|krs|isbn|issn|pesel|konto|konta|bdo|gus|faktur\w*|sygn\.?)\W{0,3}$", re.IGNORECASE
)
_NO_PHONE_AFTER = re.compile(
    r"\s?(?:zł|pln|eur|euro|usd|proc|%|tys|mln|mld|ton|os[óo]b|mieszk|m²|m2|km|kwh|złot)", re.IGNORECASE
)


def _phones(text: str) -> Spans:
    for match in _PHONE.finditer(text):
        before = text[max(0, match.start() - 20) : match.start()]
        after = text[match.end() : match.end() + 10]
        if not _NO_PHONE_BEFORE.search(before) and not _NO_PHONE_AFTER.match(after):
            yield match.span()


# --- Street address ----------------------------------------------------------------------------------------

_STREET = (
    r"ul\.?|ulic[aąęyo]|al\.?|alej[aiąęo]|alejach|os\.?|osiedl[eau]|osiedlem|pl\.?|plac(?:u|em)?|skwer(?:u|ze|em)?"
)
_NAME_WORD = r"(?:[A-ZĄĆĘŁŃÓŚŹŻ][\w'’-]{0,30}\.?|\d{1,4}-lecia|\d{1,2}(?=\s[A-ZĄĆĘŁŃÓŚŹŻ])|i|na|nad|pod|św\.|ks\.|gen\.|dr\.?|bp\.?|kard\.|płk\.?|mjr\.?)"
_ADDRESS = re.compile(
    rf"(?<!\w)(?i:{_STREET})\s{{1,2}}{_NAME_WORD}(?:\s{_NAME_WORD}){{0,4}}\s(?:nr\s)?\d{{1,4}}(?:[a-zA-Z]|\s[A-Z])?(?!\w)"
    r"(?:\s?/\s?\d{1,4}\w?|\s?m(?:\.|ieszkanie)?\s?\d{1,4}|,?\s?lok\.?\s?\d{1,4})?"
)
_NO_NUMBER_AFTER = re.compile(
    r"\s?(?:zł|tys|mln|proc|%|latek|lat\b|osób|osoby|metr|km|m²|m2|godz|min\b|stycz|luteg|marc|kwiet|maja|czerw|lip|sierp|wrze|paźd|listop|grud)"
)


def _addresses(text: str) -> Spans:
    for match in _ADDRESS.finditer(text):
        if not _NO_NUMBER_AFTER.match(text[match.end() : match.end() + 12]):
            yield match.span()


# --- Car plate ---------------------------------------------------------------------------------------------

_L = "[ACEFGHJKLMNPRSTUVWXY]"  # letters that a plate may have after its first part
_PLATE = re.compile(
    rf"""(?<![\w-])(?: (?P<two>[BCDEFGKLNOPRSTWZ][A-Z])[ -]?
          (?:\d{{5}}|\d{{4}}{_L}|\d{{3}}{_L}{{2}}|\d{_L}\d{{3}}|\d{_L}{{2}}\d{{2}})
        | (?P<three>[BCDEFGKLNOPRSTWZ][A-Z]{{2}})[ -]?
          (?:\d{{5}}|\d{{4}}{_L}|\d{{3}}{_L}{{2}}|{_L}\d{{3}}|\d{{2}}{_L}\d|\d{_L}\d{{2}}|\d{_L}{{2}}\d
            |{_L}{{2}}\d{{2}}|{_L}\d{{2}}{_L}|\d{{2}}{_L}{{2}})
       )(?![\w-])""",
    re.VERBOSE | re.IGNORECASE,
)
_PLATE_WORD = re.compile(r"(?:rej\.|rejestr|tablic|blach|numerach|\bnr\b|\bauto|samoch|pojazd)", re.IGNORECASE)
_NO_PLATES = frozenset(
    {"PLN", "KRS", "PIT", "CIT", "NIP", "ROK", "DK", "DW", "EN", "PN", "GUS", "ZUS", "PKO", "PKP", "LTE"}
)
_NEAR = 40


def _plates(text: str) -> Spans:
    """Plates in capitals; in small letters only where the text speaks of a car."""
    for match in _PLATE.finditer(text):
        prefix = match["two"] or match["three"]
        if prefix.upper() in _NO_PLATES:
            continue
        before = text[max(0, match.start() - _NEAR) : match.start()]
        if match.group().isupper() or _PLATE_WORD.search(before):
            yield match.span()


_DETECTORS: dict[Kind, Callable[[str], Spans]] = {
    Kind.EMAIL: _emails,
    Kind.PESEL: _pesels,
    Kind.PHONE: _phones,
    Kind.ADDRESS: _addresses,
    Kind.PLATE: _plates,
}
