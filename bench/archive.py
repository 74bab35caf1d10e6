"""Fills an empty database with a seeded archive: stories with places, people, tags, photos' rows, comments and search index.

    DATA_DIR=/somewhere DEMO=1 python bench/archive.py --stories 10000
    DATA_DIR=/somewhere DEMO=1 DATABASE_URL=postgres://… python bench/archive.py --stories 1000000

A few thousand stories are put together from the demo's paragraphs, each analysed once; the database multiplies them by itself.
Every story has a surname of its own, ten comments (every fiftieth twenty), one or two places, two people and two topics. The
first place, person and topic have far more stories than the others, as in life. Only where DEMO is on, and only into an
archive without stories. On PostgreSQL as a superuser, since foreign keys are not looked up for ten million rows.
"""

import argparse
import random
import sys
import time
import zlib
from collections import Counter
from contextlib import contextmanager

from search import SYLLABLES
from search import Archive as Texts

from django.conf import settings  # isort: skip - set up by the import above
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from articles import profiles, search_index
from articles.models import (
    Article,
    ArticleTally,
    Author,
    Byline,
    HourlyReads,
    ListEntry,
    Mention,
    PhotoUse,
    SearchEntry,
    SearchState,
    Section,
    Tag,
    TaggedArticle,
)
from comments.models import Comment, CommentToken
from people.models import Office, Person
from photos.models import Photo
from polish.lemmas import Token, fold
from polish.morphology import ANALYSER_VERSION
from polish.search import fts5_column, tsvector
from polish.slugs import slugify
from portal.models import Imprint, Place

KINDS_OF_STORY = 2500
SURNAMES = 20_000
# Where the surname's own paragraph begins, beyond every other word.
SURNAME_AT = 4000
AUTHORS, TAGS, PEOPLE, PHOTOS, DEVICES, TEXTS_OF_COMMENTS = 40, 400, 800, 2000, 500, 300
AT_ONCE = 20_000
# No story stands in more lists than that.
LISTS = 10
COMMENTS_A_KEY = 20
IS_POSTGRES = connection.vendor == "postgresql"


class Archive(Texts):
    """The texts of the search's archive, multiplied by the database."""

    def make(self):
        if not settings.DEMO:
            sys.exit("An archive is made in a demo only: set DEMO=1.")
        have = Article.objects.count()
        if have >= self.size:
            return
        if have:
            sys.exit(f"There are {have} stories in the database; the archive needs an empty one.")
        self.begun = time.monotonic()
        self.kinds = min(KINDS_OF_STORY, self.size)
        # Moments are whole seconds, the first story is the oldest.
        self.last = int(self.now.timestamp()) - 60
        self.step = max(1, 365 * 24 * 3600 * self.YEARS // self.size)
        self._catalogue()
        self._texts()
        with without_indexes(self._say):
            for first in range(1, self.size + 1, AT_ONCE):
                self._stories(first, min(first + AT_ONCE - 1, self.size))
                self._say(f"{min(first + AT_ONCE - 1, self.size)} stories")
        self._words()
        self._settle()

    def _say(self, words):
        print(f"  {time.monotonic() - self.begun:6.0f} s  {words}", file=sys.stderr, flush=True)

    def _catalogue(self):
        """What stories point to."""
        dice = self.dice
        Imprint.objects.update_or_create(pk=1, defaults={"portal_name": "Kurier Nadolziański"})
        names = ["Samorząd", "Na sygnale", "Praca i gospodarka", "Zdrowie i edukacja", "Kultura", "Sport"]
        self.sections = [Section.objects.create(name=name, position=n).pk for n, name in enumerate(names)]
        towns = ["Krzemionów", "Dębowiany", "Kuźnia Olzańska", "Lipowiec nad Rudą", "gmina Brzozówki", "Cały region"]
        self.places = [
            Place.objects.create(name=name, position=n, in_navigation=True).pk for n, name in enumerate(towns)
        ]
        self.authors = [
            Author.objects.create(name=f"Jan {self._surname()}", signature=f"a{n}").pk for n in range(AUTHORS)
        ]
        self.tags = [Tag.objects.create(name=f"{self._surname().lower()} {n}").pk for n in range(TAGS)]
        rows = {"full": [640, 960, 1600], "16x9": [640, 960, 1600], "4x3": [320, 640], "1x1": [160, 320]}
        photos = []
        for number in range(PHOTOS):
            name = f"{number:032x}"
            renditions = {
                crop: [
                    {
                        "w": w,
                        "h": w * 2 // 3,
                        "webp": f"p/{name}-{w}.webp",
                        "jpeg": f"p/{name}-{w}.jpg",
                        "bytes": w * 90,
                    }
                    for w in widths
                ]
                for crop, widths in rows.items()
            }
            photos.append(
                Photo(original=f"{name}.jpg", format="jpg", width=1600, height=1067, digest=name, credit="fot. Jan Korbiel",
                      alt="Ulica w deszczu", caption="Ulica po deszczu.", renditions=renditions, rendered_at=self.now)
            )  # fmt: skip
        Photo.objects.bulk_create(photos)
        self.photos = sorted(Photo.objects.values_list("pk", flat=True))
        people = []
        for number in range(PEOPLE):
            person = Person(first_name=dice.choice(["Anna", "Jan", "Ewa", "Piotr"]), last_name=self._surname())
            person.slug = slugify(person.name)
            person.sort_key = f"{person.last_name.lower()} {number}"
            people.append(person)
        self.people = [person.pk for person in Person.objects.bulk_create(people)]
        start = self.now.date()
        Office.objects.bulk_create(
            Office(person_id=pk, title=f"{title}", starts=start.replace(year=start.year - year, day=1))
            for pk in self.people
            for title, year in (("radna", 9), ("wójt gminy Brzozówki", 4))
        )
        self.devices = [
            token.pk
            for token in CommentToken.objects.bulk_create(CommentToken(digest=f"{n:064x}") for n in range(DEVICES))
        ]

    def _surname(self):
        syllables = "".join(self.dice.choice(SYLLABLES) for _ in range(3))
        return (syllables + self.dice.choice(["wicz", "ski", "ek", "zon"])).capitalize()

    def _texts(self):
        """Whole stories, surnames and comments as tables that the database multiplies."""
        stories, self.forms = [], []
        for number in range(self.kinds):
            title, lead, paragraphs = self._kind_of_story()
            words, position = [], 0
            for _text, part, _forms in paragraphs:
                words += [Token(w.start, w.end, w.text, w.position + position, w.lemmas) for w in part]
                position += len(part)
            forms = frozenset().union(title[2], lead[2], *(forms for _text, _words, forms in paragraphs))
            self.forms.append(forms)
            body = "".join(f"<p>{text}</p>" for text, _words, _forms in paragraphs)
            index = (
                (tsvector(title[1], lead[1], words), "", "")
                if IS_POSTGRES
                else (fts5_column(title[1]), fts5_column(lead[1]), fts5_column(words))
            )
            packed = zlib.compress(" ".join(sorted(forms)).encode())
            stories.append((number, title[0], slugify(title[0], max_length=90), lead[0], body, *index, packed))
        table("bench_story", "id, title, slug, lead, body, words, words_lead, words_body, forms", stories)
        self._say(f"{self.kinds} kinds of story analysed")
        surnames = []
        self.surname_forms = []
        for number in range(SURNAMES):
            text, words, forms = self._analysed(f"Tak mówi {self.surnames[number]}.")
            words = [Token(w.start, w.end, w.text, w.position + SURNAME_AT, w.lemmas) for w in words]
            self.surname_forms.append(forms)
            surnames.append((number, f"<p>{text}</p>", tsvector([], [], words) if IS_POSTGRES else fts5_column(words)))
        table("bench_surname", "id, body, words", surnames)
        sentences = [text for text, _words, _forms in self.paragraphs]
        texts = [
            (n, " ".join(self.dice.choice(sentences).split()[: self.dice.randrange(8, 60)]), f"Nick{n % 90}")
            for n in range(TEXTS_OF_COMMENTS)
        ]
        table("bench_comment", "id, body, nick", texts)
        table("bench_number", "id", [(n,) for n in range(AT_ONCE)])

    def _kind_of_story(self):
        dice = self.dice
        # The lower numbers far more often: as in any archive, few themes make up most of it.
        chosen = {min(int(dice.paretovariate(0.35)), len(self.paragraphs)) - 1 for _ in range(5)}
        chosen |= {dice.randrange(len(self.paragraphs)) for _ in range(3)}
        return dice.choice(self.titles), dice.choice(self.leads), [self.paragraphs[at] for at in sorted(chosen)]

    @transaction.atomic
    def _stories(self, first, last):
        """Rows of stories from one id to another, made by the database from the tables of texts."""
        number = f"(n.id + {first})"
        epoch = f"({self.last} - ({self.size} - {number}) * {self.step})"
        numbers = f"FROM bench_number n JOIN bench_story s ON s.id = {number} % {self.kinds} "
        numbers += f"JOIN bench_surname f ON f.id = ({number} * 31) % {SURNAMES} WHERE n.id <= {last - first}"
        when = moment(epoch)
        insert(
            Article, numbers, id=number, title="s.title", slug="s.slug", lead="s.lead",
            body="s.body || f.body", body_html="s.body || f.body", rendered_at=moment(int(time.time())), status="'published'",
            section_id=one_of(self.sections, number), published_at=when, first_published_at=when, created_at=when,
            changed_at=when, photo_id=f"CASE WHEN {number} % 3 = 0 THEN NULL ELSE {one_of(self.photos, number)} END",
        )  # fmt: skip
        stories = f"FROM bench_number n WHERE n.id <= {last - first}"
        more = f"{stories} AND {number} % 4 = 0"
        insert(
            Article.places.through,
            stories,
            id=f"{number} * 2",
            article_id=number,
            place_id=often(self.places, number, 2),
        )
        second = self._second_place(number)
        insert(Article.places.through, more, id=f"{number} * 2 + 1", article_id=number, place_id=second)
        for at, within in ((5, "0"), (6, one_of(self.sections, number))):
            insert(
                ListEntry, more, id=f"{number} * {LISTS} + {at}", kind="'place'", of=second, section=within, article_id=number,
                published_at=when,
            )  # fmt: skip
        insert(Byline, stories, id=number, article_id=number, author_id=one_of(self.authors, number), role="'text'")
        for at, prime in enumerate((7, 11)):
            half = len(self.tags) // 2
            tags = self.tags[:half] if at == 0 else self.tags[half:]
            people = self.people[: PEOPLE // 2] if at == 0 else self.people[PEOPLE // 2 :]
            insert(
                TaggedArticle,
                stories,
                id=f"{number} * 2 + {at}",
                content_object_id=number,
                tag_id=often(tags, number, prime),
            )
            insert(
                Mention, stories, id=f"{number} * 2 + {at}", article_id=number, person_id=often(people, number, prime),
                state="'accepted'", position=str(at),
            )  # fmt: skip
            insert(
                ListEntry, stories, id=f"{number} * {LISTS} + {at + 7}", kind="'person'", of=often(people, number, prime), section="0",
                article_id=number, published_at=when,
            )  # fmt: skip
        place = often(self.places, number, 2)
        section = one_of(self.sections, number)
        lists = [("place", place, "0"), ("place", place, section), ("author", one_of(self.authors, number), "0")]
        lists += [("tag", often(self.tags[: len(self.tags) // 2], number, 7), "0")]
        lists += [("tag", often(self.tags[len(self.tags) // 2 :], number, 11), "0")]
        for at, (kind, of, within) in enumerate(lists):
            insert(
                ListEntry, stories, id=f"{number} * {LISTS} + {at}", kind=f"'{kind}'", of=of, section=within, article_id=number,
                published_at=when,
            )  # fmt: skip
        insert(PhotoUse, more, id=number, article_id=number, photo_id=one_of(self.photos, f"({number} / 4)"))
        comments = f"(CASE WHEN {number} % 50 = 0 THEN {COMMENTS_A_KEY} ELSE 10 END)"
        insert(ArticleTally, stories, article_id=number, comments=comments, reads=f"{number} % 900")
        self._comments(number, comments, epoch, last - first)
        self._index(number, epoch, numbers)

    def _comments(self, number, comments, epoch, last):
        """Six first comments and their replies; where there are twenty, twelve and eight."""
        key, roots = f"({number} * {COMMENTS_A_KEY} + k.id)", f"({comments} * 6 / 10)"
        root = f"CASE WHEN k.id < {roots} THEN NULL ELSE {key} - {roots} END"
        insert(
            Comment,
            f"FROM bench_number n JOIN bench_number k ON k.id < {comments} "
            f"JOIN bench_comment t ON t.id = ({number} * 13 + k.id * 7) % {TEXTS_OF_COMMENTS} WHERE n.id <= {last}",
            id=key, article_id=number, parent_id=root, root_id=root, nick="t.nick", nick_key="lower(t.nick)", body="t.body",
            state="'visible'", shown_as=f"CASE WHEN k.id < {roots} THEN 1 ELSE 2 END", support="k.id % 5",
            created_at=moment(f"{epoch} + 600 * (k.id + 1)"), token_id=one_of(self.devices, key),
            visible_replies=f"CASE WHEN k.id < {comments} - {roots} THEN 1 ELSE 0 END",
        )  # fmt: skip

    def _second_place(self, number):
        """Never the first one."""
        first = often(self.places, number, 2)
        return f"(CASE WHEN {first} = {self.places[0]} THEN {self.places[-1]} ELSE {self.places[0]} END)"

    def _index(self, number, epoch, numbers):
        key = f"(CAST({epoch} AS bigint) * {1 << search_index.ID_BITS} + {number})"
        marks = " || ".join([
            f"'~~y' || {year(epoch)}",
            f"' ~~s' || {one_of(self.sections, number)}",
            f"' ~~p' || {often(self.places, number, 2)}",
            f"CASE WHEN {number} % 4 = 0 THEN ' ~~p' || {self._second_place(number)} ELSE '' END",
            f"' ~~a' || {one_of(self.authors, number)}",
        ])  # fmt: skip
        insert(SearchEntry, numbers, article_id=number, half="'public'", key=key, forms="s.forms")
        if IS_POSTGRES:
            as_words = f"'''' || replace({marks}, ' ', ''' ''') || ''''"
            run(
                f"INSERT INTO articles_search_public (key, marks, words) "
                f"SELECT {key}, {marks}, (s.words || ' ' || f.words || ' ' || {as_words})::tsvector {numbers}"
            )
        else:
            run(
                f"INSERT INTO articles_search_public (rowid, marks, title, lead, body) "
                f"SELECT {key}, {marks}, s.words, s.words_lead, s.words_body || char(10) || f.words {numbers}"
            )
            run(
                f"INSERT INTO articles_search_public_heads (rowid, marks, title, lead) "
                f"SELECT {key}, {marks}, s.words, s.words_lead {numbers}"
            )

    def _words(self):
        """How many stories hold each form. Surnames are counted, but not taken back when such a story goes."""
        found = Counter()
        for kinds, step in ((self.forms, 1), (self.surname_forms, 31)):
            uses = Counter((number * step) % len(kinds) for number in range(1, self.size + 1))
            for kind, times in uses.items():
                for form in kinds[kind]:
                    found[form] += times
        # A form of the story's own that its surname's paragraph repeats was counted twice.
        rows = [(form, fold(form), min(times, self.size)) for form, times in found.items()]
        insert_rows("articles_wordform", "form, key, frequency", rows)
        SearchState.objects.update_or_create(
            pk=1, defaults={"version": ANALYSER_VERSION, "building": "", "done_up_to": 0}
        )

    def _settle(self):
        hour = timezone.now().replace(minute=0, second=0, microsecond=0)
        newest = Article.objects.order_by("-published_at").values_list("pk", flat=True)[:300]
        HourlyReads.objects.bulk_create(HourlyReads(article_id=pk, hour=hour, reads=pk % 97) for pk in newest)
        # Of the person whose profile is measured; the job counts the others in time.
        profiles.count_stories(Person.objects.get(pk=self.people[0]))
        for name in ("bench_story", "bench_surname", "bench_comment", "bench_number"):
            run(f"DROP TABLE {name}")
        if IS_POSTGRES:
            for model in (
                Article,
                Article.places.through,
                Byline,
                TaggedArticle,
                Mention,
                PhotoUse,
                Comment,
                ListEntry,
            ):
                run(
                    f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), "
                    f"(SELECT max(id) FROM {model._meta.db_table}))"
                )
        self._say("vacuum and statistics")
        run("VACUUM ANALYZE" if IS_POSTGRES else "ANALYZE")
        self._say("done")


# -- Writing SQL that both databases read -------------------------------------------------------------------------------


def run(sql, values=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def table(name, columns, rows):
    """A passing table of texts."""
    kinds = {"id": "integer PRIMARY KEY", "forms": "bytea" if IS_POSTGRES else "blob"}
    run(f"DROP TABLE IF EXISTS {name}")
    typed = ", ".join(f"{column} {kinds.get(column, 'text')}" for column in columns.split(", "))
    run(f"CREATE TABLE {name} ({typed})")
    insert_rows(name, columns, rows)
    run(f"ANALYZE {name}")


def insert_rows(name, columns, rows):
    places = ", ".join(["%s"] * len(columns.split(", ")))
    with transaction.atomic(), connection.cursor() as cursor:
        if IS_POSTGRES:
            with cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {name} ({columns}) VALUES ({places})", rows)


def insert(model, source, **expressions):
    """Rows of a model, each column from its expression, else its default: a new field needs nothing here."""
    columns = {
        field.column: expressions.pop(field.attname, None) or literal(field) for field in model._meta.concrete_fields
    }
    assert not expressions, expressions
    columns = {name: value for name, value in columns.items() if value is not ...}
    run(f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} {source}")


def literal(field):
    if field.primary_key:
        return ...
    if field.null:
        return "NULL"
    default = field.get_default()
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, int | float):
        return str(default)
    return f"'{default or ''}'"


def one_of(keys, number):
    """The key that belongs to a number, evenly; they follow one another."""
    assert keys[-1] - keys[0] == len(keys) - 1
    return f"({keys[0]} + {number} % {len(keys)})"


def often(keys, number, prime):
    """As `one_of`, but for every eighth story the first one."""
    return f"(CASE WHEN {number} % 8 = 0 THEN {keys[0]} ELSE {keys[0]} + ({number} * {prime}) % {len(keys)} END)"


def moment(epoch):
    return f"to_timestamp({epoch})" if IS_POSTGRES else f"datetime({epoch}, 'unixepoch')"


def year(epoch):
    """In Polish winter, when one begins."""
    return (
        f"to_char(to_timestamp({epoch} + 3600), 'YYYY')"
        if IS_POSTGRES
        else f"strftime('%Y', {epoch}, 'unixepoch', '+1 hour')"
    )


@contextmanager
def without_indexes(say):
    """Make the indexes of large tables after the rows; look up no foreign key, since all rows come from here."""
    tables = [
        model._meta.db_table
        for model in (
            Article,
            Article.places.through,
            Byline,
            TaggedArticle,
            Mention,
            PhotoUse,
            Comment,
            ArticleTally,
            ListEntry,
        )
    ] + ["articles_search_public"]
    if not IS_POSTGRES:
        run("PRAGMA foreign_keys = OFF")
        found = run(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
            f"AND tbl_name IN ({', '.join(map(repr, tables))})"
        )
    else:
        run("SET session_replication_role = replica")
        run("SET synchronous_commit = off")
        run("SET maintenance_work_mem = '1GB'")
        found = run(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint)",
            [tables],
        )
    for name, _sql in found:
        run(f'DROP INDEX "{name}"')
    yield
    for name, sql in found:
        run(sql)
        say(f"index {name}")
    if IS_POSTGRES:
        run("SET session_replication_role = origin")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=10_000)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    random.seed(1)
    Archive(options.stories).make()


if __name__ == "__main__":
    main()
