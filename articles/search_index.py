"""The search index: what stands in it, and how either database keeps it.

Every story has one `SearchEntry`, in one of two halves: `PUBLIC` holds what is published or will be by itself, `DESK`
everything else, so that a reader's search never touches the text of a draft. Entries are numbered so that they rise with
the story's date (`entry_key`), and both databases hand out the newest first by that number.

`refresh` is called in the transaction that changes a story; `reindex` builds everything anew while the site serves.
"""

import json
import math
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.db.models.expressions import RawSQL
from django.utils import timezone

from common.markup import plain_text
from common.memo import remember_for
from polish.lemmas import fold
from polish.morphology import ANALYSER_VERSION
from polish.search import (
    FIELDS,
    FIELDS_OF,
    Query,
    Scope,
    analyse,
    forms,
    fts5_check,
    fts5_column,
    fts5_match,
    tsquery,
    tsvector,
)

from . import listed
from .models import Article, Byline, SearchEntry, SearchState, WordForm

PUBLIC, DESK = SearchEntry.Half.PUBLIC, SearchEntry.Half.DESK

ID_BITS = 28
LARGEST_KEY = 2**63 - 1
# A phrase is looked for among so many of the newest stories that hold its words.
PHRASES_CHECKED = 1_000


def entry_key(moment, article_id):
    """The number of a story's entry: rises with the second of its date, then with its id."""
    return (int(moment.timestamp()) << ID_BITS) | article_id


def article_id_of(key):
    """Which story an entry belongs to."""
    return key & ((1 << ID_BITS) - 1)


def moment_of(key):
    """The date of an entry, to the second."""
    return datetime.fromtimestamp(key >> ID_BITS, UTC)


def last_key_at(moment):
    """No entry dated at that second or before has a greater number."""
    return ((int(moment.timestamp()) + 1) << ID_BITS) - 1


# -- Marks: words of the index that nobody can type, by which a search is narrowed -----------------------------------------


def section_mark(pk):
    return f"~~s{pk}"


def place_mark(pk):
    return f"~~p{pk}"


def author_mark(pk):
    return f"~~a{pk}"


def year_mark(year):
    return f"~~y{year}"


def user_mark(pk):
    """On unpublished stories: who may see them without the right to edit others' stories."""
    return f"~~u{pk}"


SHARED_MARK = "~~shared"


# -- Writing -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One story as the databases keep it for search."""

    article_id: int
    half: str
    key: int
    marks: str
    # Its words as the engine keeps them: nothing as large as their analysis lasts until a batch is written.
    words: tuple[str, ...]
    # Words that the public can read in it now; empty for what is not public.
    forms: frozenset[str]


@transaction.atomic
def refresh(article):
    """Bring the story's entry, and its lists, up to date. Call it in the transaction that saved the story, after its places,
    authors and tags."""
    listed.refresh(article)
    _write([_row(article, *_places_and_authors([article.pk]))])


@transaction.atomic
def forget(article_ids):
    """Take stories out of the index and the lists, as when their rows are deleted."""
    listed.forget(article_ids)
    entries = _entries(article_ids)
    _remove(entries)
    SearchEntry.objects.filter(article_id__in=article_ids).delete()
    _count_words(Counter(), _words_of(entries))


@transaction.atomic
def clear():
    """Empty the whole index."""
    for half in SearchEntry.Half.values:
        engine().clear(half)
    SearchEntry.objects.all().delete()
    WordForm.objects.all().delete()
    SearchState.objects.update_or_create(pk=1, defaults={"version": ANALYSER_VERSION, "building": "", "done_up_to": 0})


def _places_and_authors(article_ids):
    """The places and the authors of stories, each as `{story: [id, …]}`. Two queries."""
    places, authors = {}, {}
    through = Article.places.through.objects.filter(article_id__in=article_ids).order_by("place_id")
    for article_id, place_id in through.values_list("article_id", "place_id"):
        places.setdefault(article_id, []).append(place_id)
    bylines = Byline.objects.filter(article_id__in=article_ids).order_by("author_id").distinct()
    for article_id, author_id, user_id in bylines.values_list("article_id", "author_id", "author__user_id"):
        authors.setdefault(article_id, []).append((author_id, user_id))
    return places, authors


def _row(article, places, authors):
    moment = article.published_at
    half = PUBLIC if moment else DESK
    moment = moment or article.changed_at
    signed = authors.get(article.pk, [])
    marks = [year_mark(timezone.localtime(moment).year)]
    marks += [section_mark(article.section_id)] if article.section_id else []
    marks += [place_mark(pk) for pk in places.get(article.pk, [])]
    marks += [author_mark(pk) for pk, _user in signed]
    if half == DESK:
        users = {user for _pk, user in signed} | {article.created_by_id}
        marks += [user_mark(pk) for pk in sorted(users - {None})]
        marks += [SHARED_MARK] if article.shared else []
    fields = [analyse(article.title), analyse(article.lead), analyse(plain_text(article.body))]
    read = forms(chain(*fields)) if article.is_published else frozenset()
    return Row(article.pk, half, entry_key(moment, article.pk), " ".join(marks), engine().written(*fields), read)


def _write(rows):
    """Put the rows in place of what stood there for their stories. Within a transaction."""
    old = _entries([row.article_id for row in rows])
    _remove(old)
    for half in SearchEntry.Half.values:
        if of_half := [row for row in rows if row.half == half]:
            engine().insert(half, of_half)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO articles_searchentry (article_id, half, key, forms) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (article_id) DO UPDATE SET half = excluded.half, key = excluded.key, forms = excluded.forms",
            [(row.article_id, row.half, row.key, _packed(row.forms)) for row in rows],
        )
    _count_words(Counter(chain.from_iterable(row.forms for row in rows)), _words_of(old))


def _entries(article_ids):
    """What stands in the index for these stories, as `(half, key, forms)`. One query."""
    entries = SearchEntry.objects.filter(article_id__in=article_ids)
    return list(entries.values_list("half", "key", "forms"))


def _remove(entries):
    for half in SearchEntry.Half.values:
        if keys := [key for of_half, key, _forms in entries if of_half == half]:
            engine().delete(half, keys)


def _packed(forms):
    return zlib.compress(" ".join(sorted(forms)).encode(), level=1) if forms else b""


def _words_of(entries):
    words = Counter()
    for _half, _key, packed in entries:
        if packed:
            words.update(zlib.decompress(packed).decode().split(" "))
    return words


_WORDS_AT_ONCE = 400


def _count_words(come, gone):
    """Add to the exact number of public stories that hold each form, and drop forms that no public story holds any more.

    Rows are touched in one order, so that two transactions that change the same words wait for one another and no more.
    """
    change = come.copy()
    change.subtract(gone)
    changed = sorted((form, number) for form, number in change.items() if number)
    with connection.cursor() as cursor:
        for begin in range(0, len(changed), _WORDS_AT_ONCE):
            chunk = changed[begin : begin + _WORDS_AT_ONCE]
            holders = ", ".join(["(%s, %s, %s)"] * len(chunk))
            cursor.execute(
                f"INSERT INTO articles_wordform (form, key, frequency) VALUES {holders} "  # noqa: S608 - no values
                "ON CONFLICT (form) DO UPDATE SET frequency = articles_wordform.frequency + excluded.frequency",
                [value for form, number in chunk for value in (form, fold(form), number)],
            )
    fewer = [form for form, number in changed if number < 0]
    for begin in range(0, len(fewer), _WORDS_AT_ONCE):
        WordForm.objects.filter(form__in=fewer[begin : begin + _WORDS_AT_ONCE], frequency__lte=0).delete()


# -- Building anew ---------------------------------------------------------------------------------------------------------

BATCH = 200


def is_stale():
    """Whether the index was made by another version of the analyser, or never completed. One query."""
    state = SearchState.load()
    return bool(state.building) or state.version != ANALYSER_VERSION


def left_to_index(*, from_the_start=False):
    """How many stories `reindex` would go through now. Two queries."""
    state = SearchState.load()
    goes_on = state.building == ANALYSER_VERSION and not from_the_start
    return Article.objects.filter(pk__gt=state.done_up_to if goes_on else 0).count()


def reindex(*, from_the_start=False) -> Iterator[int]:
    """Index every story anew while the site serves; yields the number done after each batch.

    An interrupted run goes on where it stopped. Stories are analysed outside any transaction; one that is saved meanwhile
    was indexed by whoever saved it and is left alone.
    """
    state = SearchState.load()
    if from_the_start or state.building != ANALYSER_VERSION:
        state.building, state.done_up_to = ANALYSER_VERSION, 0
        state.save()
    done = 0
    stories = Article.objects.order_by("pk").defer("body_html")
    while batch := list(stories.filter(pk__gt=state.done_up_to)[:BATCH]):
        linked = _places_and_authors([article.pk for article in batch])
        rows = {article.pk: _row(article, *linked) for article in batch}
        with transaction.atomic():
            locked = Article.objects.select_for_update(no_key=True).order_by("pk").filter(pk__in=list(rows))
            now = dict(locked.values_list("pk", "changed_at"))
            same = [rows[article.pk] for article in batch if now.get(article.pk) == article.changed_at]
            _write(same)
            state.done_up_to = batch[-1].pk
            state.save()
        done += len(batch)
        yield done
    forget_deleted()
    engine().settle()
    state.version, state.building, state.done_up_to = ANALYSER_VERSION, "", 0
    state.save()


def forget_deleted():
    """Drop entries of stories whose rows are gone. Returns how many there were."""
    # Not as NOT IN: of a million stories PostgreSQL would look through the list of them anew for each entry.
    stories = Article.objects.filter(pk=OuterRef("article_id"))
    gone = list(SearchEntry.objects.filter(~Exists(stories)).values_list("article_id", flat=True))
    for begin in range(0, len(gone), BATCH):
        forget(gone[begin : begin + BATCH])
    return len(gone)


# -- Asking ----------------------------------------------------------------------------------------------------------------


def newest(half, query: Query, scope: Scope, *, marks: Iterable[Sequence[str]] = (), up_to=LARGEST_KEY, limit=300):
    """The keys of the newest entries that answer the query; at most `limit`, none above `up_to`.

    Of each group in `marks` one must stand on an entry. Phrases are checked in the newest `PHRASES_CHECKED` stories that may hold them.
    """
    [keys] = newest_by_scope(half, query, [scope], marks=marks, up_to=up_to, limit=limit)
    return keys


def newest_by_scope(half, query: Query, scopes, *, marks: Iterable[Sequence[str]] = (), up_to=LARGEST_KEY, limit=300):
    """The same for several scopes, each within the one before; none is looked for in what is within an empty one."""
    return list(engine().newest(half, query, scopes, list(marks), min(up_to, LARGEST_KEY), limit))


def marks_of(half, keys):
    """All marks on those of the entries that there are, as "~~s1 ~~p2 ~~s1 …", in no order. One query."""
    return engine().marks_of(half, keys) if keys else ""


def as_one_parameter(ids):
    """Many numbers as one text, for `among`: Django would look at each of them, which takes longer than the query."""
    listed = ",".join(map(str, ids))
    return f"{{{listed}}}" if connection.vendor == "postgresql" else f"[{listed}]"


def among(parameter):
    """What `pk__in` takes for the numbers of `as_one_parameter`."""
    of_each = "unnest(%s::bigint[])" if connection.vendor == "postgresql" else "value FROM json_each(%s)"
    return RawSQL(f"SELECT {of_each}", [parameter])  # noqa: S611 - no values


def engine():
    """How the present database keeps the index."""
    return _ENGINES[connection.vendor]


class Fts5:
    """SQLite: an FTS5 table for each half, `rowid` being the entry's key, and one of its headlines and leads alone.

    FTS5 keeps one list of stories for each word. To tell which of them hold a common word in the headline it walks the whole
    list, so the headlines and leads have short lists of their own.
    """

    def written(self, title, lead, body):
        """The words of a story as `insert` takes them."""
        return fts5_column(title), fts5_column(lead), fts5_column(body)

    def insert(self, half, rows):
        written = [(row.key, row.marks, *row.words) for row in rows]
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {_table(half)} (rowid, marks, title, lead, body) VALUES (%s, %s, %s, %s, %s)",  # noqa: S608
                written,
            )
            cursor.executemany(
                f"INSERT INTO {_heads(half)} (rowid, marks, title, lead) VALUES (%s, %s, %s, %s)",  # noqa: S608
                [head for *head, _body in written],
            )

    def delete(self, half, keys):
        with connection.cursor() as cursor:
            for table in (_table(half), _heads(half)):
                cursor.executemany(f"DELETE FROM {table} WHERE rowid = %s", [(key,) for key in keys])  # noqa: S608

    def clear(self, half):
        with connection.cursor() as cursor:
            for table in (_table(half), _heads(half)):
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608

    def newest(self, half, query, scopes, marks, up_to, limit):
        for scope in scopes:
            keys = self._newest(half, query, scope, marks, up_to, limit)
            yield keys
            if not keys:
                return

    def _newest(self, half, query, scope, marks, up_to, limit):
        match = fts5_match(query, scope)
        if marks:
            groups = ("(" + " OR ".join(f'"{mark}"' for mark in group) + ")" for group in marks)
            match = f"({match}) AND {{marks}} : ({' AND '.join(groups)})"
        # Of a wide row SQLite reads no more than up to the last column asked for.
        read = [name for name in FIELDS if query.has_phrases and (name in FIELDS_OF[scope] or query.excluded)]
        # What is excluded may stand in the text.
        table = _table(half) if scope is Scope.ANYWHERE or query.excluded else _heads(half)
        asked = (
            f"SELECT {', '.join(['rowid', *read])} FROM {table} WHERE {table} MATCH %s AND rowid <= %s "  # noqa: S608
            "ORDER BY rowid DESC LIMIT %s"
        )
        if not read:
            # In one row, since between two of them SQLite's module lets other threads have the interpreter.
            asked = f"SELECT json_group_array(rowid) FROM ({asked})"  # noqa: S608
            [(keys,)] = connection.prepared_rows(asked, (match, up_to, limit))
            return sorted(json.loads(keys), reverse=True)
        answers = fts5_check(query, scope)
        with connection.cursor() as cursor:
            cursor.execute(asked, [match, up_to, PHRASES_CHECKED])
            held = (row[0] for row in cursor if answers(row[1:]))
            return list(islice(held, limit))

    def marks_of(self, half, keys):
        # From the table under the index: through the index each row costs three times as much.
        table = f"{_heads(half)}_content"
        asked = (
            f"SELECT group_concat(c0, ' ') FROM json_each(%s) AS one CROSS JOIN {table} AS kept ON kept.id = one.value"  # noqa: S608
        )
        [(marks,)] = connection.prepared_rows(asked, (as_one_parameter(keys),))
        return marks or ""

    def settle(self):
        """Nothing: FTS5 keeps itself in order."""


class TsVector:
    """PostgreSQL: a narrow table for each half with the words as a `tsvector` under a GIN index."""

    def written(self, title, lead, body):
        """The words of a story as `insert` takes them."""
        return (tsvector(title, lead, body),)

    def insert(self, half, rows):
        with connection.cursor() as cursor:
            for begin in range(0, len(rows), ROWS_AT_ONCE):
                some = rows[begin : begin + ROWS_AT_ONCE]
                holders = ", ".join(["(%s, %s, %s::tsvector)"] * len(some))
                cursor.execute(
                    f"INSERT INTO {_table(half)} (key, marks, words) VALUES {holders} "  # noqa: S608
                    "ON CONFLICT (key) DO UPDATE SET marks = excluded.marks, words = excluded.words",
                    [value for row in some for value in (row.key, row.marks, self._words(row))],
                )

    def _words(self, row):
        return " ".join([*row.words, *(f"'{mark}'" for mark in row.marks.split())])

    def delete(self, half, keys):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {_table(half)} WHERE key = ANY(%s)", [list(keys)])  # noqa: S608

    def clear(self, half):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {_table(half)}")  # noqa: S608

    def newest(self, half, query, scopes, marks, up_to, limit):
        exact = query.has_phrases
        with transaction.atomic(), connection.cursor() as cursor:
            # A wrong guess of how many stories hold a word would unpack every story of the archive, which takes seconds.
            cursor.execute("SET LOCAL enable_seqscan TO off; SET LOCAL jit TO off")
            for scope in scopes:
                wanted = _tsquery(query.loose if exact else query, scope, marks)
                keys = self._candidates(cursor, half, wanted, up_to, PHRASES_CHECKED if exact else limit)
                keys = self._exact(cursor, half, tsquery(query, scope), keys, limit) if exact else keys
                yield keys
                if not keys:
                    return

    def _exact(self, cursor, half, wanted, keys, limit):
        """The newest of these entries that hold the phrases too. Their words are unpacked, so not more at once than may do."""
        found = []
        for begin in range(0, len(keys), PHRASES_AT_ONCE):
            cursor.execute(
                f"SELECT key FROM {_table(half)} WHERE key = ANY(%s) AND words @@ %s::tsquery ORDER BY key DESC",  # noqa: S608
                [keys[begin : begin + PHRASES_AT_ONCE], wanted],
            )
            found += [key for (key,) in cursor.fetchall()]
            if len(found) >= limit:
                break
        return found[:limit]

    def marks_of(self, half, keys):
        [(marks,)] = connection.prepared_rows(
            f"SELECT string_agg(marks, ' ') FROM {_table(half)} WHERE key = ANY(%s::bigint[])",  # noqa: S608
            (as_one_parameter(keys),),
        )
        return marks or ""

    def _candidates(self, cursor, half, wanted, up_to, limit):
        """The newest entries that hold the words.

        A few matches are cheapest taken all from the GIN index and sorted; where many stories match, so do some of the
        newest, and walking the dates soon has enough. PostgreSQL's statistics tell which it is; a walk is bounded, in
        case all those stories are old ones.
        """
        size, matching = _sizes().get(_table(half), 0), self._estimate(cursor, half, wanted)
        if matching > math.isqrt(SORTED_FOR_ONE_WALKED * limit * size):
            evenly = limit * size // matching
            rows = self._walked(cursor, half, wanted, up_to, limit, at_most=WALKED_OVER_EVENLY * evenly)
            if len(rows) == limit:
                return rows
        return self._sorted(cursor, half, wanted, up_to, limit)

    def _estimate(self, cursor, half, wanted):
        """About how many entries hold the words, without reading any."""
        cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT FROM {_table(half)} WHERE words @@ %s::tsquery", [wanted])
        return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])

    def _sorted(self, cursor, half, wanted, up_to, limit):
        # Fenced off, or the planner might walk the dates for a word that hardly any story holds.
        cursor.execute(
            f"SELECT key FROM (SELECT key FROM {_table(half)} WHERE words @@ %s::tsquery OFFSET 0) AS found "  # noqa: S608
            "WHERE key <= %s ORDER BY key DESC LIMIT %s",
            [wanted, up_to, limit],
        )
        return [key for (key,) in cursor.fetchall()]

    def _walked(self, cursor, half, wanted, up_to, limit, at_most):
        cursor.execute(
            f"SELECT key FROM (SELECT key, words FROM {_table(half)} WHERE key <= %s "  # noqa: S608
            "ORDER BY key DESC LIMIT %s) AS dated WHERE words @@ %s::tsquery ORDER BY key DESC LIMIT %s",
            [up_to, at_most, wanted, limit],
        )
        return [key for (key,) in cursor.fetchall()]

    def settle(self):
        """Let the database learn how common each word is."""
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(_TABLES.values())}")


PHRASES_AT_ONCE = 300
# Their words are some ten kilobytes each.
ROWS_AT_ONCE = 50
# A story looked at while walking costs as much as so many taken from the GIN index and sorted.
SORTED_FOR_ONE_WALKED = 8
# A walk goes on for so many times what it would take if the matches were spread evenly over the archive.
WALKED_OVER_EVENLY = 4


@remember_for(300)
def _sizes():
    """About how many entries each table of PostgreSQL has, as its own statistics say."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples::bigint FROM pg_class WHERE relname = ANY(%s)", [list(_TABLES.values())]
        )
        return {name: max(0, size) for name, size in cursor.fetchall()}


def _tsquery(query, scope, marks):
    groups = ("(" + " | ".join(f"'{mark}'" for mark in group) + ")" for group in marks)
    return " & ".join([f"({tsquery(query, scope)})", *groups])


_TABLES = {half: f"articles_search_{half}" for half in SearchEntry.Half.values}


def _table(half):
    return _TABLES[half]


def _heads(half):
    """Headlines and leads only; SQLite's."""
    return f"{_TABLES[half]}_heads"


_ENGINES = {"sqlite": Fts5(), "postgresql": TsVector()}
