"""The Polish plural."""


def plural(n: int, one: str, few: str, many: str) -> str:
    """The form that goes with the number: 1 komentarz, 2 komentarze, 5 komentarzy, 22 komentarze.

    Only the word is returned; the number is the caller's to print.
    """
    n = abs(n)
    if n == 1:
        return one
    if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14:
        return few
    return many
