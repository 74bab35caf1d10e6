"""A portal that has grown: some thousand rows in every table that readers' pages ask, written by the database itself."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from articles import search_index
from articles.models import (
    Article,
    ArticleTally,
    Byline,
    HourlyReads,
    ListEntry,
    Mention,
    PhotoUse,
    ProfileTally,
    SearchEntry,
    StoryLink,
    Tag,
    TaggedArticle,
    WordForm,
)
from comments.devices import digest
from comments.models import (
    Appeal,
    Case,
    Comment,
    CommentToken,
    Decision,
    Edit,
    Hit,
    Letter,
    Notice,
    NoticeItem,
    Reaction,
    Report,
    StoryRules,
)
from common.keyset import write_moment
from common.models import RateCount, SpentToken
from people.models import Office, Person
from people.models import Source as SourceOfFacts
from photos.models import Photo
from polish.search import analyse
from portal.models import Page
from tests.factories import make_author, make_place, make_section

STORIES = 8000
# Of whatever else grows, so many rows.
MANY = 2000
# First comments of one story.
ROOTS = 400
# A story each so many seconds, the newest a minute old.
APART = 11 * 3600
# One story of so many belongs to the rare place, topic, author and person, all others to the common ones.
RARE = 97
# Keys of the rows begin here, far from those that sequences hand out.
FIRST = 1_000_000
COOKIE = "0" * 40


def fill(model, count=MANY, **columns):
    """So many rows, the n-th with those SQL expressions of `n`; other columns have the defaults of the model."""
    columns = {model._meta.pk.attname: f"{FIRST} + n"} | columns
    fields = model._meta.concrete_fields
    expressions, values = [], []
    for field in fields:
        expressions.append(columns.get(field.attname, "%s"))
        if field.attname not in columns:
            values.append(field.get_db_prep_save(_default(field), connection))
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) "
            f"WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count - 1}) "
            f"SELECT {', '.join(expressions)} FROM numbers",
            values,
        )


def _default(field):
    if field.has_default() or field.null:
        return field.get_default()
    kind = field.get_internal_type()
    return {"DateTimeField": timezone.now, "DateField": timezone.localdate}.get(kind, str)()


def _moment(seconds):
    """A moment by its seconds since 1970, as the database keeps it."""
    return f"to_timestamp({seconds})" if connection.vendor == "postgresql" else f"datetime({seconds}, 'unixepoch')"


def _one_of(common, rare, n="n"):
    return f"CASE WHEN {n} %% {RARE} = 0 THEN {rare} ELSE {common} END"


class Grown:
    """The rows that pages are asked of. Of each pair the first is common, with nearly all stories, the second rare."""

    def __init__(self):
        self.last = int(timezone.now().timestamp()) - 60
        self.sections = [make_section("Samorząd"), make_section("Sport")]
        self.places = [make_place("Krzemionów", in_navigation=True), make_place("Lipowiec", in_navigation=True)]
        self.authors = [make_author(), make_author("Jan Korbiel", "jk")]
        self.tags = [Tag.objects.create(name=name) for name in ("mosty", "wiadukty", "drogi")]
        Page.objects.create(slug="redakcja", title="Redakcja", body="<p>Tekst.</p>", version_date=timezone.localdate())
        self.section, self.place, self.author, self.tag = (
            _one_of(*(row.pk for row in rows[:2])) for rows in (self.sections, self.places, self.authors, self.tags)
        )
        self.published = _moment(f"{self.last} - {APART} * ({STORIES - 1} - n)")
        self._stories()
        self._links()
        self._search()
        self._people()
        self._comments()
        self._moderation()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        # Once for all: PostgreSQL would do it again after every test.
        connection.check_constraints()
        self.common_person, self.rare_person = Person.objects.filter(pk__in=[FIRST, FIRST + 1]).order_by("-pk")
        self.discussed = Article.objects.get(pk=FIRST + STORIES - 1)
        self.undiscussed = Article.objects.get(pk=FIRST + STORIES - 3)

    def moment(self, number):
        """When the story of that number was published."""
        return datetime.fromtimestamp(self.last - APART * (STORIES - 1 - number), timezone.get_current_timezone())

    def cursor(self, number):
        """What the address of the page after that story holds."""
        return write_moment(self.moment(number), FIRST + number)

    def cursor_of(self, *day):
        return write_moment(timezone.make_aware(datetime(*day)), FIRST)

    def _stories(self):
        fill(Photo, original="'most.jpg'", format="'jpeg'", width="1200", height="800", digest="'' || n", credit="'fot. J. Korbiel'", alt="'Most'")  # fmt: skip
        texts = {"title": "'Most'", "slug": "'most'", "lead": "'Do wtorku.'", "body_html": "'<p>Tekst.</p>'"}
        dates = {"published_at": self.published, "first_published_at": self.published}
        photo = f"{FIRST} + n %% {MANY}"
        fill(Article, STORIES, section_id=self.section, photo_id=photo, status="'published'", **texts, **dates)
        # What nobody but the desk may see.
        fill(Article, id=f"{FIRST + STORIES} + n", section_id=str(self.sections[0].pk), **texts)
        fill(ArticleTally, STORIES, article_id=f"{FIRST} + n", comments="n %% 3", reads="n")
        fill(HourlyReads, STORIES, article_id=f"{FIRST} + n", hour=self.published, reads="n")

    def _links(self):
        story = {"article_id": f"{FIRST} + n"}
        fill(Article.places.through, STORIES, place_id=self.place, **story)
        fill(Byline, STORIES, author_id=self.author, **story)
        fill(TaggedArticle, STORIES, content_object_id=f"{FIRST} + n", tag_id=self.tag)
        fill(TaggedArticle, STORIES, id=f"{FIRST + STORIES} + n", content_object_id=f"{FIRST} + n", tag_id=str(self.tags[2].pk))  # fmt: skip
        fill(PhotoUse, STORIES, photo_id=f"{FIRST} + n %% {MANY}", **story)
        fill(StoryLink, STORIES - 1, linked_id=f"{FIRST + 1} + n", **story)
        fill(SearchEntry, STORIES, half="'public'", key="n", **story)
        lists = [
            ("place", self.place, "0"), ("place", self.place, self.section), ("author", self.author, "0"),
            ("tag", self.tag, "0"), ("tag", str(self.tags[2].pk), "0"), ("person", _one_of(FIRST + 1, FIRST), "0"),
        ]  # fmt: skip
        for at, (kind, of, section) in enumerate(lists):
            fill(
                ListEntry, STORIES, id=f"{FIRST + at * STORIES} + n", kind=f"'{kind}'", of=of, section=section,
                published_at=self.published, **story,
            )  # fmt: skip

    def _search(self):
        title, lead = analyse("Most zamknięty"), analyse("Do wtorku.")
        common, rare = analyse("Remont drogi w szkole potrwa."), analyse("Osobliwość przyrody w remoncie.")
        rows = []
        for n in range(STORIES):
            moment = self.moment(n)
            is_rare = n % RARE == 0
            marks = [
                search_index.year_mark(moment.year), search_index.section_mark(self.sections[is_rare].pk),
                search_index.place_mark(self.places[is_rare].pk), search_index.author_mark(self.authors[is_rare].pk),
            ]  # fmt: skip
            key = search_index.entry_key(moment, FIRST + n)
            words = search_index.engine().written(title, lead, rare if is_rare else common)
            rows.append(search_index.Row(FIRST + n, "public", key, " ".join(marks), words, frozenset()))
        search_index.engine().insert("public", rows)
        word = "CASE WHEN n %% 20 = 0 THEN 'most' ELSE 'rzeka' END || n"
        fill(WordForm, form=word, key=word, frequency="n")

    def _people(self):
        fill(Person, first_name="'Jan'", last_name="'Nowak'", slug="'jan-nowak'", sort_key="'nowak' || n")
        office = _one_of("'radny'", "'starosta'")
        fill(Office, person_id=f"{FIRST} + n", title=office, kind=office, post="'radny ' || n", place_id=self.place, starts="'2018-11-01'")  # fmt: skip
        fill(SourceOfFacts, person_id=f"{FIRST} + n", label="'BIP'")
        fill(Mention, STORIES, article_id=f"{FIRST} + n", person_id=_one_of(FIRST + 1, FIRST))
        fill(ProfileTally, person_id=f"{FIRST} + n", stories="9")
        companions = [[FIRST + n, 9] for n in range(12)]
        ProfileTally.objects.update(companions=companions, places=[[place.pk, 9] for place in self.places])

    def _comments(self):
        """The newest story has a conversation whose first comment has many replies; other stories have one comment."""
        fill(CommentToken, digest="'' || n")
        CommentToken.objects.filter(pk=FIRST).update(digest=digest("token", COOKIE))
        comment = {"nick": "'Bartek'", "nick_key": "'bartek'", "body": "'Ciekawe.'", "state": "'visible'", "support": "n %% 7"}  # fmt: skip
        at = _moment(f"{self.last} - {APART} * (n %% {STORIES})")
        comment |= {"created_at": at, "token_id": f"CASE WHEN n %% 600 = 0 THEN {FIRST} ELSE {FIRST} + n %% {MANY} END"}
        root, reply = str(Comment.ShownAs.ROOT.value), str(Comment.ShownAs.REPLY.value)
        self.root = FIRST
        story = str(FIRST + STORIES - 1)
        fill(Comment, ROOTS, article_id=story, shown_as=root, visible_replies=f"CASE WHEN n = 0 THEN {MANY} ELSE 0 END", **comment)  # fmt: skip
        self.reply = FIRST + ROOTS + MANY // 2 + 1
        of = {"parent_id": str(self.root), "root_id": str(self.root)}
        fill(Comment, id=f"{FIRST + ROOTS} + n", article_id=story, shown_as=reply, **of, **comment)
        elsewhere = f"{FIRST} + n %% {STORIES - 3}"
        fill(Comment, 3 * STORIES, id=f"{FIRST + ROOTS + MANY} + n", article_id=elsewhere, shown_as=root, **comment)
        fill(StoryRules, article_id=f"{FIRST} + n")
        fill(Reaction, comment_id=f"{FIRST} + n", token_id=f"{FIRST} + n")

    def _moderation(self):
        one = {"comment_id": f"{FIRST} + n"}
        fill(Edit, state="'applied'", **one)
        fill(Hit, check_name="'link'", **one)
        fill(Case, reports_count="1", **one)
        fill(Report, case_id=f"{FIRST} + n", reason="'abuse'")
        fill(Decision, comment_number=f"{FIRST} + n", what="'approved'", state_before="'held'", state_after="'visible'", **one)  # fmt: skip
        fill(Notice, number="'' || n", statement="'Groźba.'", name="'Jan Nowak'", email="'jan@example.org'")
        fill(NoticeItem, notice_id=f"{FIRST} + n", url="'/komentarze/1/'", **one)
        fill(Appeal, text="'Nie zgadzam się.'", decision_id=f"{FIRST} + n", **one)
        fill(Letter, kind="'receipt'", to="'jan@example.org'", subject="'List'", body="'Treść'", **one)
        fill(RateCount, key="'post:' || n", slot="n", expires="n")
        fill(SpentToken, digest="'' || n", expires="n")
