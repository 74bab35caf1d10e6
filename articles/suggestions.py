"""What a search box offers while somebody types, and what may have been meant where nothing was found.

Names of people, places, sections, authors and tags are kept in this process for as long as they are the same; words come from the
vocabulary of published stories, a bounded range of it at a time.
"""

from bisect import bisect_left
from dataclasses import dataclass

from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from common.memo import FOR_READERS, remember_while
from people.editions import Edition
from people.models import Person
from polish import search as polish_search
from polish.homographs import is_only_a_name
from polish.lemmas import fold, tokens
from polish.morphology import is_known
from polish.search import MAX_QUERY_LENGTH, MAX_TERMS, parse, prefix_range
from portal.models import Place

from .listed import TAG, entries
from .models import Author, Section, Tag, WordForm
from .search_index import PUBLIC, last_key_at, newest

NAMES = 5
WORDS = 5
SHORTEST_WORD = 2
# The commonest forms that begin as typed; of those of one word one is offered.
FORMS = 30
# Words read from the vocabulary for one suggestion or one correction.
WORDS_READ = 3_000


@dataclass(frozen=True)
class Named:
    """Something with a page of its own. `kind` is one of person, place, section, author, tag."""

    kind: str
    text: str
    url: str


@dataclass(frozen=True)
class Directory:
    """All names, findable by how any word of them begins and by the lemmas of their words.

    `begins` has `(folded text from a word on, rank, number of the name)`.
    """

    begins: list[tuple[str, int, int]]
    lemmas: list[tuple[frozenset[str], ...]]
    by_lemma: dict[str, list[int]]
    names: list[Named]

    def beginning(self, typed, limit):
        """Names with a word from which on they read as typed: places that begin so, then all in the order of the kinds, then of
        the alphabet. A topic that is called as another of them is left out.
        """
        low, high = prefix_range(" ".join(typed.replace(",", " ").split()))
        if len(low) < SHORTEST_WORD:
            return []
        start, end = (bisect_left(self.begins, (bound,)) for bound in (low, high))
        ranked = sorted({(rank, number) for _key, rank, number in self.begins[start : min(end, start + WORDS_READ)]})
        found, texts = [], set()
        for number in dict.fromkeys(number for _rank, number in ranked):
            named = self.names[number]
            if named.kind != "tag" or fold(named.text) not in texts:
                found.append(named)
                texts.add(fold(named.text))
            if len(found) == limit:
                break
        return found

    def named_in(self, query, limit):
        """Names of which a query asks every word, in any grammatical case: “hetmanowi” is Anna Hetman."""
        # A name is typed with its hyphen, `Jastrzębie-Zdrój`, or in quotes.
        words = query.loose.required
        if not words:
            return []
        rarest = min((self._meeting(word) for word in words), key=len)
        found = [
            number for number in rarest if all(any(word.meets(one) for one in self.lemmas[number]) for word in words)
        ]
        return [self.names[number] for number in found[:limit]]

    def is_in_a_name(self, word):
        """Whether the word is in the name of a person or a place."""
        kinds = {self.names[number].kind for lemma in word.lemmas for number in self.by_lemma.get(lemma, ())}
        return not kinds.isdisjoint({"person", "place"})

    def _meeting(self, word):
        return sorted({number for lemma in word.lemmas for number in self.by_lemma.get(lemma, ())})


def _what_is_named():
    """What is another as soon as one of the names is; of people their edition, for they are thousands. Five short queries."""
    few = (Place.objects.all(), Section.objects.all(), Author.objects.all(), _public_tags())
    return Edition.current(), [list(rows.values_list("name", "slug")) for rows in few]


@remember_while(_what_is_named, ask_every=FOR_READERS)
def directory():
    """The names as they were at most two seconds ago."""
    people = list(Person.objects.current().alphabetical())
    names = [Named("person", person.name, person.get_absolute_url()) for person in people]
    names += [Named("place", place.name, place.get_absolute_url()) for place in Place.objects.all()]
    names += [Named("section", section.name, section.get_absolute_url()) for section in Section.objects.all()]
    names += [Named("author", author.name, author.get_absolute_url()) for author in Author.objects.all()]
    names += [Named("tag", tag.name, tag.get_absolute_url()) for tag in _public_tags()]
    # As lists print them.
    begins = [(fold(f"{person.last_name} {person.first_name}"), 1, number) for number, person in enumerate(people)]
    lemmas, by_lemma = [], {}
    for number, named in enumerate(names):
        words = tokens(named.text)
        begins += [
            (fold(named.text[word.start :]), 0 if named.kind == "place" and not word.start else 1, number)
            for word in words
        ]
        lemmas.append(tuple(word.lemmas for word in words))
        for lemma in frozenset().union(*lemmas[-1]):
            by_lemma.setdefault(lemma, []).append(number)
    return Directory(sorted(begins), lemmas, by_lemma, names)


def _public_tags():
    """Tags of at least one story that the public may read: a draft's topic is nobody's business yet.

    Each is looked up in the lists of stories. The first entry, not `EXISTS`, which PostgreSQL would answer by reading all.
    """
    first = entries(TAG, OuterRef("pk")).order_by().values("pk")[:1]
    return Tag.objects.alias(first=Subquery(first)).filter(first__isnull=False).order_by("name")


def suggest(typed):
    """`(names, queries)` for what has been typed so far: pages to go to, and the query with its last word completed.

    Where no name begins so, those that are named in another case (“ostrężnej”).
    """
    typed = typed[:MAX_QUERY_LENGTH].replace("\x00", "").lstrip()
    names = directory().beginning(typed, NAMES) or directory().named_in(parse(typed), NAMES)
    return names, _completed(typed, names)


def _completed(typed, names):
    """The query with its last word completed by different words, none of which is offered as a name already."""
    last = _last_word(typed)
    if len(last) < SHORTEST_WORD:
        return []
    before = typed[: len(typed) - len(last)]
    offered = [] if before else [words[0] for named in names if len(words := tokens(named.text)) == 1]
    seen = set().union(*(word.lemmas for word in offered))
    completed = []
    for form in _commonest_from(last):
        lemmas = frozenset().union(*(word.lemmas for word in tokens(form)))
        if seen.isdisjoint(lemmas):
            completed.append(before + form)
            seen |= lemmas
    return completed[:WORDS]


def _last_word(typed):
    """The word that is still being typed; empty after a space or a sign."""
    words = tokens(typed[-64:])
    return words[-1].text if words and typed.endswith(words[-1].text) else ""


def _commonest_from(prefix):
    """The commonest words that begin so, of a bounded range of the vocabulary; those with the typed marks, if any. One query.

    The database chooses them: three thousand rows on their way to Python take longer than all the rest.
    """
    low, high = prefix_range(prefix)
    # As Python and SQLite compare them.
    by_form = 'form COLLATE "C"' if connection.vendor == "postgresql" else "form"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT form FROM (SELECT form, frequency FROM articles_wordform WHERE key >= %s AND key < %s "  # noqa: S608
            f"ORDER BY key LIMIT %s) AS beginning ORDER BY frequency DESC, {by_form} LIMIT %s",
            [low, high, WORDS_READ, FORMS],
        )
        found = [form for (form,) in cursor]
    if prefix.isascii():
        return found
    return [form for form in found if form.startswith(prefix.lower())] or found


def _words_from(prefix):
    """`(form, frequency)` of words that begin so, from a bounded range of the vocabulary. One query."""
    low, high = prefix_range(prefix)
    rows = WordForm.objects.filter(key__gte=low, key__lt=high).order_by("key")
    return list(rows.values_list("form", "frequency")[:WORDS_READ])


def correct(text, narrowing_marks=()):
    """The query with words that no published story holds replaced by their nearest neighbours; None where that finds nothing."""
    typed = tokens(text[:MAX_QUERY_LENGTH])[:MAX_TERMS]
    words = sorted({fold(token.text) for token in typed if token.text.isalpha()})
    frequencies = dict(WordForm.objects.filter(key__in=words).values_list("form", "frequency"))
    known = {fold(form) for form in frequencies}
    for word in words:
        if word not in known and len(word) >= polish_search.MIN_PREFIX_LENGTH:
            frequencies |= _neighbourhood(word)
    corrected = polish_search.did_you_mean(text, frequencies)
    if not corrected or not (query := parse(corrected)):
        return None
    up_to = last_key_at(timezone.now())
    found = newest(PUBLIC, query, polish_search.Scope.ANYWHERE, marks=narrowing_marks, up_to=up_to, limit=1)
    return _as_names_are_written(corrected, {token.text for token in typed}) if found else None


def _as_names_are_written(text, typed):
    """The query with capitals in the words that are names and were not typed so: the vocabulary is in small letters."""
    for token in reversed(tokens(text)):
        word = token.text
        if word in typed or not (is_only_a_name(word) or (not is_known(word) and directory().is_in_a_name(token))):
            continue
        text = text[: token.start] + word.capitalize() + text[token.end :]
    return text


def _neighbourhood(word):
    """Words with the same beginning, or with its first two letters swapped; as long a beginning as keeps them few."""
    for length in (2, 3, 4):
        rows = _words_from(word[:length])
        if len(rows) < WORDS_READ:
            break
    return dict(rows) | dict(_words_from(word[1] + word[0] + word[2:3]))
