"""Fills either database with an archive of any size from pieces analysed once; PostgreSQL puts the stories together itself.

What stands in the tables is what `articles.search_index` would have written, but for two things that no search reads: the
forms kept with each entry are empty, and the numbers of the vocabulary are the sums over the pieces.
"""

import sys
import time
from collections import Counter
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from articles import search_index
from articles.models import Article, Byline, WordForm
from polish.lemmas import fold
from polish.search import analyse, fts5_column, tsvector, vocabulary

TABLE = "articles_search_public"
AT_ONCE = 50_000
_BY_STORY = {
    "id": "plan.id",
    "title": "title.text",
    "lead": "lead.text",
    "body": "(SELECT string_agg('<p>' || text || '</p>', '' ORDER BY place) FROM unnest(plan.paragraphs) WITH ORDINALITY "
    "AS chosen (piece, place) JOIN bench_piece ON bench_piece.id = piece) || '<p>' || surname.text || plan.id || '.</p>'",
    "section_id": "plan.section",
    "published_at": "plan.moment",
    "first_published_at": "plan.moment",
    "created_at": "plan.moment",
    "changed_at": "plan.moment",
}


def fill(archive):
    """Make all stories of the archive; the tables are empty, sections, places and authors are there."""
    begun = time.monotonic()

    def tell(what):
        print(f"  {time.monotonic() - begun:.0f} s: {what}", file=sys.stderr, flush=True)

    pieces, used = _Pieces(archive), Counter()
    tell("pieces analysed")
    (_fill_postgresql if connection.vendor == "postgresql" else _fill_sqlite)(archive, pieces, used, tell)
    _count_words(archive, pieces, used)
    tell("vocabulary counted")


def _fill_sqlite(archive, pieces, used, tell):
    for rows in batched(_plan(archive, pieces, used), 5_000):
        with transaction.atomic(), connection.cursor() as cursor:
            _write_sqlite(cursor, rows, pieces)
        tell(f"{rows[-1][0]} stories written")


def _write_sqlite(cursor, rows, pieces):
    text, words = ({number: row[at] for number, row in enumerate(pieces.rows)} for at in (1, 2))
    through = Article.places.through._meta.db_table
    template = Article(slug="tekst", status="published", body_html="")
    fixed = {
        f.column: f.get_db_prep_save(f.pre_save(template, add=True), connection) for f in Article._meta.concrete_fields
    }
    stories, entries, indexed, placed, signed = [], [], [], [], []
    for number, key, moment, marks, title, lead, last, chosen, section, place, author in rows:
        body = "".join(f"<p>{text[piece]}</p>" for piece in chosen) + f"<p>{text[last]}{number}.</p>"
        day = connection.ops.adapt_datetimefield_value(moment)
        own = {"id": number, "title": text[title], "lead": text[lead], "body": body, "section_id": section}
        own |= dict.fromkeys(["published_at", "first_published_at", "created_at", "changed_at"], day)
        stories.append(list((fixed | own).values()))
        column = "\n".join([*(words[piece] for piece in chosen), words[last], str(number)])
        indexed.append((key, marks, words[title], words[lead], column))
        entries.append((number, "public", key, b""))
        placed.append((number, place))
        signed.append(Byline(article_id=number, author_id=author))
    for table, columns, values in (
        ("articles_article", fixed, stories),
        (TABLE, ("rowid", "marks", "title", "lead", "body"), indexed),
        (f"{TABLE}_heads", ("rowid", "marks", "title", "lead"), [head for *head, _column in indexed]),
        ("articles_searchentry", ("article_id", "half", "key", "forms"), entries),
        (through, ("article_id", "place_id"), placed),
    ):
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})",
            values,
        )
    Byline.objects.bulk_create(signed)


def _fill_postgresql(archive, pieces, used, tell):
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off; SET maintenance_work_mem = '1GB'")
        cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [f"{TABLE}_words"])
        index = cursor.fetchone()[0]
        cursor.execute(f"DROP INDEX {TABLE}_words")
        _copy(cursor, "bench_piece", "id int PRIMARY KEY, text text, words tsvector", pieces.rows)
        tell("pieces analysed")
        _plan_in_database(cursor, archive, pieces)
        cursor.execute(
            "SELECT unnest(paragraphs || ARRAY[title, lead, surname]) AS piece, count(*) FROM bench_plan GROUP BY 1"
        )
        used.update(dict(cursor.fetchall()))
        cursor.execute("ANALYZE bench_plan; ANALYZE bench_piece")
        tell("stories planned")
        cursor.execute("DROP AGGREGATE IF EXISTS bench_joined (tsvector)")
        cursor.execute(
            "CREATE AGGREGATE bench_joined (tsvector) (SFUNC = tsvector_concat, STYPE = tsvector, INITCOND = '')"
        )
        for first in range(1, archive.size + 1, AT_ONCE):
            with transaction.atomic():
                _write(cursor, first, first + AT_ONCE - 1)
            tell(f"{min(first + AT_ONCE - 1, archive.size)} stories written")
        cursor.execute("SELECT setval(pg_get_serial_sequence('articles_article', 'id'), %s)", [archive.size])
        cursor.execute(index)
        tell("index of words built")
        cursor.execute("DROP TABLE bench_piece, bench_plan; DROP AGGREGATE bench_joined (tsvector)")


class _Pieces:
    """Titles, leads, paragraphs and last sentences, each with its number, text, words and forms."""

    def __init__(self, archive):
        self.rows, self.forms = [], []
        self.titles = [self._add(text, _written(words, [], []), forms) for text, words, forms in archive.titles]
        self.leads = [self._add(text, _written([], words, []), forms) for text, words, forms in archive.leads]
        self.paragraphs = [self._add(text, _written([], [], words), forms) for text, words, forms in archive.paragraphs]
        self.surnames = [self._last(surname) for surname in archive.surnames]

    def _last(self, surname):
        text = f"Tak mówi {surname}, numer "
        words = analyse(text)
        return self._add(text, _written([], [], words), frozenset(vocabulary(words)))

    def _add(self, text, words, forms):
        self.rows.append((len(self.rows), text, words))
        self.forms.append(forms)
        return len(self.rows) - 1


def _written(*fields):
    """Words of one of the fields, as the database in use keeps them."""
    return tsvector(*fields) if connection.vendor == "postgresql" else fts5_column(next(filter(None, fields), []))


def batched(rows, size):
    """The rows in lists of so many."""
    rows = iter(rows)
    while some := list(islice(rows, size)):
        yield some


def _plan(archive, pieces, used):
    dice = archive.dice
    for number in range(archive.size):
        moment, paragraphs = archive.moment(number), archive.chosen_paragraphs()
        title, lead, surname = (dice.choice(of) for of in (pieces.titles, pieces.leads, pieces.surnames))
        section, place, author = (dice.choice(of).pk for of in (archive.sections, archive.places, archive.authors))
        chosen = [pieces.paragraphs[at] for at in paragraphs]
        used.update([title, lead, surname, *chosen])
        marks = [
            search_index.year_mark(timezone.localtime(moment).year),
            search_index.section_mark(section),
            search_index.place_mark(place),
            search_index.author_mark(author),
        ]
        key = search_index.entry_key(moment, number + 1)
        yield number + 1, key, moment, " ".join(marks), title, lead, surname, chosen, section, place, author


def _plan_in_database(cursor, archive, pieces):
    """The same choices as `_plan` makes, by the dice of the database: a million in seconds."""
    cursor.execute("DROP TABLE IF EXISTS bench_plan; SELECT setseed(0.20261124)")
    one_of = "(%s::int[])[1 + floor(random() * %s)::int]"
    chosen = [pieces.titles, pieces.leads, pieces.surnames]
    chosen += [[row.pk for row in rows] for rows in (archive.sections, archive.places, archive.authors)]
    many = len(pieces.paragraphs)
    cursor.execute(
        "CREATE UNLOGGED TABLE bench_plan AS SELECT id, (floor(extract(epoch FROM moment))::bigint << %s) | id AS key, moment, "
        "format('~~y%%s ~~s%%s ~~p%%s ~~a%%s', to_char(moment AT TIME ZONE 'Europe/Warsaw', 'YYYY'), section, place, author) "
        "AS marks, title, lead, surname, paragraphs, section, place, author "
        "FROM (SELECT id, %s - make_interval(secs => %s * (1 - (id - 1)::float / %s) + random() * 3600) AS moment, "
        f"{one_of} AS title, {one_of} AS lead, {one_of} AS surname, {one_of} AS section, {one_of} AS place, {one_of} AS author, "
        "(SELECT array_agg(DISTINCT at + %s ORDER BY at + %s) FROM ("
        "SELECT least(floor(power(random(), -1 / 0.35)), %s)::int - 1 AS at FROM generate_series(1, 9 + id * 0) UNION ALL "
        "SELECT floor(random() * %s)::int FROM generate_series(1, 2 + id * 0)) AS thrown) AS paragraphs "
        "FROM generate_series(1, %s) AS id) AS planned",
        [
            *(search_index.ID_BITS, archive.now, 365 * 86_400 * archive.YEARS, archive.size),
            *(value for of in chosen for value in (of, len(of))),
            *(pieces.paragraphs[0], pieces.paragraphs[0], many, many, archive.size),
        ],
    )
    cursor.execute("ALTER TABLE bench_plan ADD PRIMARY KEY (id)")


def _copy(cursor, table, columns, rows):
    cursor.execute(f"DROP TABLE IF EXISTS {table}; CREATE UNLOGGED TABLE {table} ({columns})")
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _write(cursor, first, last):
    joins = (
        "JOIN bench_piece AS title ON title.id = plan.title JOIN bench_piece AS lead ON lead.id = plan.lead "
        "JOIN bench_piece AS surname ON surname.id = plan.surname WHERE plan.id BETWEEN %s AND %s"
    )
    model = Article(slug="tekst", status="published", body_html="")
    names, values, parameters = [], [], []
    for field in Article._meta.concrete_fields:
        names.append(f'"{field.column}"')
        values.append(_BY_STORY.get(field.column, "%s"))
        if field.column not in _BY_STORY:
            parameters.append(field.get_db_prep_save(field.pre_save(model, add=True), connection))
    cursor.execute(
        f"INSERT INTO articles_article ({', '.join(names)}) SELECT {', '.join(values)} FROM bench_plan AS plan {joins}",
        [*parameters, first, last],
    )
    cursor.execute(
        f"INSERT INTO {TABLE} (key, marks, words) SELECT plan.key, plan.marks, title.words || lead.words || "
        "(SELECT bench_joined(words ORDER BY place) FROM unnest(plan.paragraphs) WITH ORDINALITY AS chosen (piece, place) "
        "JOIN bench_piece ON bench_piece.id = piece) || surname.words || format('''%%s'':2', plan.id)::tsvector "
        "|| ('''' || replace(plan.marks, ' ', ''' ''') || '''')::tsvector "
        f"FROM bench_plan AS plan {joins}",
        [first, last],
    )
    for table, columns, chosen in (
        ("articles_searchentry", "article_id, half, key, forms", "id, 'public', key, ''"),
        (Article.places.through._meta.db_table, "article_id, place_id", "id, place"),
    ):
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {chosen} FROM bench_plan WHERE id BETWEEN %s AND %s",
            [first, last],
        )
    byline = Byline()
    rest = [f for f in Byline._meta.concrete_fields if f.column not in {"id", "article_id", "author_id"}]
    cursor.execute(
        f"INSERT INTO {Byline._meta.db_table} (article_id, author_id{''.join(f', {f.column}' for f in rest)}) "
        f"SELECT id, author{', %s' * len(rest)} FROM bench_plan WHERE id BETWEEN %s AND %s",
        [*(f.get_db_prep_save(f.pre_save(byline, add=True), connection) for f in rest), first, last],
    )


def _count_words(archive, pieces, used):
    frequencies = Counter()
    for piece, times in used.items():
        for form in pieces.forms[piece]:
            frequencies[form] += times
    WordForm.objects.bulk_create(
        (WordForm(form=form, key=fold(form), frequency=min(n, archive.size)) for form, n in frequencies.items()),
        batch_size=2_000,
    )
