"""Builds the demo newsroom from the files beside this module. Running it again adds only what is missing."""

import random
import tomllib
from datetime import date, timedelta
from functools import cached_property
from io import BytesIO
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from PIL import Image

from articles import mentions, profiles, search_index
from articles.models import Article, ArticleEvent, ArticleTally, Author, Byline, HourlyReads, Mention, Section
from articles.services import render_body
from common.markup import clean_body
from newsroom.models import DemoStory
from people.models import Office, Person, Source
from people.removal import is_removed_name
from photos.ingest import ingest
from portal.models import Imprint, Place, User
from wire import polling
from wire.models import Attachment, Feed, Item

from .accounts import ACCOUNTS, PASSWORD
from .body import with_real_ids
from .comments import DemoComments
from .tips import DemoTips

HERE = Path(__file__).parent
# The stories were written around this week, which is moved onto the present one, so that weekdays stay right.
ANCHOR_MONDAY = date(2026, 11, 23)

MODERATOR = "marek"

SECTIONS = [
    ("samorzad", "Samorząd", {}),
    ("na-sygnale", "Na sygnale", {"is_crime_news": True, "for_urgent": True}),
    ("praca-i-gospodarka", "Praca i gospodarka", {}),
    ("zdrowie-i-edukacja", "Zdrowie i edukacja", {}),
    ("kultura", "Kultura", {}),
    ("sport", "Sport", {}),
]
PLACES = [
    ("jastrzebie-zdroj", "Jastrzębie-Zdrój", "w Jastrzębiu-Zdroju"),
    ("krzemionow", "Krzemionów", "w Krzemionowie"),
    ("debowiany", "Dębowiany", "w Dębowianach"),
    ("kuznia-olzanska", "Kuźnia Olzańska", "w Kuźni Olzańskiej"),
    ("lipowiec-nad-ruda", "Lipowiec nad Rudą", "w Lipowcu nad Rudą"),
    ("gmina-brzozowki", "gmina Brzozówki", "w gminie Brzozówki"),
    ("caly-region", "Cały region", "w całym regionie"),
]

SOURCES = {
    "policja-krzemionow": {
        "name": "KPP Krzemionów",
        "section": "na-sygnale",
        "place": "krzemionow",
        "source_line": "Komenda Powiatowa Policji w Krzemionowie",
        "photo_credit": "fot. KPP Krzemionów",
    },
    "straz-krzemionow": {
        "name": "KP PSP Krzemionów",
        "section": "na-sygnale",
        "place": "krzemionow",
        "source_line": "Komenda Powiatowa Państwowej Straży Pożarnej w Krzemionowie",
        "photo_credit": "rys. KP PSP Krzemionów",
    },
    "urzad-krzemionow": {
        "name": "UM Krzemionów",
        "section": "samorzad",
        "place": "krzemionow",
        "source_line": "Urząd Miejski w Krzemionowie",
    },
}
FIRE_ENGINE = "Wóz strażacki z drabiną na dachu"


class DemoLoader:
    """Loads everything for one moment `now`; stories later in the week of `now` wait as scheduled."""

    def __init__(self, now=None):
        self.now = now or timezone.now()
        monday = timezone.localtime(self.now).date()
        monday -= timedelta(days=monday.weekday())
        self.shift = monday - ANCHOR_MONDAY

    @transaction.atomic
    def load(self):
        """Everything, in the order of dependence. Returns the number of stories added."""
        self._imprint()
        self._sections_and_places()
        self._authors_and_accounts()
        self._people()
        added = self._stories()
        self._front_page_figures()
        moderator = User.objects.get(username=MODERATOR)
        DemoComments(_read("comments.toml"), self.now, moderator).load()
        DemoTips(_read("tips.toml")["tip"], self.now).load()
        self._sources()
        for person in Person.objects.current():
            profiles.count_stories(person)
        return added

    def _imprint(self):
        imprint = Imprint.load()
        if imprint.publisher:
            return
        for name, value in _read("imprint.toml").items():
            setattr(imprint, name, value)
        imprint.save()

    def _sections_and_places(self):
        for position, (slug, name, facts) in enumerate(SECTIONS):
            Section.objects.get_or_create(slug=slug, defaults={"name": name, "position": position, **facts})
        for position, (slug, name, in_place) in enumerate(PLACES):
            Place.objects.get_or_create(slug=slug, defaults={"name": name, "in_place": in_place, "position": position})

    def _authors_and_accounts(self):
        # One hash for all: making it is costly on purpose, and everybody knows the password.
        hashed = make_password(PASSWORD)
        by_signature = {account.author: account for account in ACCOUNTS if account.author}
        for account in ACCOUNTS:
            user, made = User.objects.get_or_create(
                username=account.username,
                defaults={
                    "first_name": account.first_name,
                    "last_name": account.last_name,
                    "email": f"{account.username}@kurier-nadolzianski.example",
                    "is_staff": True,
                    "is_superuser": account.owner,
                    "password": hashed,
                },
            )
            if made:
                user.groups.add(Group.objects.get(name=account.role))
        for facts in _read("authors.toml")["author"]:
            account = by_signature.get(facts["signature"])
            Author.objects.get_or_create(
                signature=facts["signature"],
                defaults={
                    "name": f"{facts['first_name']} {facts['last_name']}",
                    "role": facts.get("role", ""),
                    "biography": facts.get("bio", ""),
                    "slug": facts.get("slug", ""),
                    "user": User.objects.get(username=account.username) if account else None,
                },
            )

    # -- Photos ---------------------------------------------------------------------

    @cached_property
    def _pictures(self):
        return {facts["key"]: facts for facts in _read("pictures.toml")["picture"]}

    @cached_property
    def _photos(self):
        """Photos already put into the library, by the key of their picture."""
        return {}

    @cached_property
    def _photographer(self):
        return User.objects.get(username=ACCOUNTS[0].username)

    def photo(self, key, **facts):
        """The library's photo of a picture, put in on first use; None for a key that has no picture."""
        if key not in self._pictures:
            return None
        if key not in self._photos:
            picture = self._pictures[key] | facts
            with (HERE / "pictures" / picture["file"]).open("rb") as file:
                self._photos[key] = ingest(
                    File(file, name=picture["file"]),
                    self._photographer,
                    credit=picture.get("credit", "rys. Kurier Nadolziański"),
                    alt=picture["alt"],
                    caption=picture.get("caption", ""),
                    focal_x=picture.get("focal", [0.5, 0.45])[0],
                    focal_y=picture.get("focal", [0.5, 0.45])[1],
                )
        return self._photos[key]

    # -- People ---------------------------------------------------------------------

    @cached_property
    def _persons(self):
        return {}

    def _people(self):
        for facts in _read("people.toml")["person"]:
            if is_removed_name(facts["first_name"], facts["last_name"]):
                continue
            person, made = Person.objects.get_or_create(
                first_name=facts["first_name"],
                last_name=facts["last_name"],
                defaults={"gender": facts["gender"], "biography": facts.get("biography", "")},
            )
            self._persons[facts["key"]] = person
            if not made:
                continue
            person.portrait = self.photo(facts.get("portrait", ""))
            person.save()
            for office in facts.get("office", []):
                place = Place.objects.filter(slug=office.pop("place", None)).first()
                Office.objects.create(person=person, place=place, **office)
            for source in facts.get("sources", []):
                Source.objects.create(person=person, **source)

    # -- Stories --------------------------------------------------------------------

    def _stories(self):
        stories = [story for path in sorted((HERE / "stories").glob("*.toml")) for story in _load(path)["story"]]
        stories.sort(key=lambda story: str(story.get("published", "9999")))
        ids = dict(DemoStory.objects.values_list("key", "article_id"))
        added = [story for story in stories if story["key"] not in ids]
        for story in added:
            article = self._row(story)
            DemoStory.objects.create(key=story["key"], article=article)
            ids[story["key"]] = article.pk
        # Bodies refer to other stories and to photos, so they come when all of both exist.
        for story in added:
            article = Article.objects.get(pk=ids[story["key"]])
            article.body = clean_body(with_real_ids(story["body"].strip(), photo=self.photo, stories=ids))
            article.save()
            mentions.recognise(article)
            render_body(article)
            search_index.refresh(article)
            self._past(article)
        return len(added)

    def _past(self, article):
        """Give the story the hours of work that it would have had, instead of the moment of this run."""
        finished = article.first_published_at or self.now - timedelta(minutes=self._dice.randint(15, 40 * 60))
        begun = min(finished, self.now) - timedelta(minutes=self._dice.randint(50, 600))
        changed = min(article.updated_at or finished, self.now)
        Article.objects.filter(pk=article.pk).update(created_at=begun, changed_at=changed)
        article.history.update(history_date=changed, history_user=article.created_by)
        what = {
            Article.Status.SUBMITTED: ArticleEvent.What.SUBMITTED,
            Article.Status.RETURNED: ArticleEvent.What.SENT_BACK,
            Article.Status.READY: ArticleEvent.What.READY,
            Article.Status.SCHEDULED: ArticleEvent.What.SCHEDULED,
            Article.Status.PUBLISHED: ArticleEvent.What.PUBLISHED,
        }.get(article.status)
        self._event(article, ArticleEvent.What.CREATED, article.created_by, begun)
        if what:
            by = article.created_by if what == ArticleEvent.What.SUBMITTED else self._editor
            self._event(article, what, by, changed if article.status != Article.Status.PUBLISHED else finished)

    def _event(self, article, what, by, at):
        event = ArticleEvent.objects.create(article=article, what=what, by=by)
        ArticleEvent.objects.filter(pk=event.pk).update(at=at)

    @cached_property
    def _dice(self):
        return random.Random(7)  # noqa: S311

    @cached_property
    def _editor(self):
        return User.objects.get(username="sabina")

    def _row(self, story):
        state = story.get("state", "published")
        moment = self._moment(story) if state == "published" else None
        if moment and moment > self.now:
            state = "scheduled"
        main_photo = self.photo(story.get("photo", ""), **_credit(story))
        article = Article(
            title=story["title"],
            lead=" ".join(story["lead"].split()),
            section=Section.objects.get(slug=story["section"]),
            photo=main_photo,
            photo_caption=story.get("caption", ""),
            source=story.get("source", ""),
            source_url=story.get("source_url", ""),
            status=state,
            published_at=moment,
            first_published_at=moment,
            is_urgent=story.get("urgent", False),
        )
        if "updated" in story and moment:
            article.updated_at = moment + (story["updated"] - story["published"])
            if article.updated_at > self.now:
                article.updated_at = None
        authors = [Author.objects.get(signature=signature) for signature in story["bylines"]]
        article.created_by = authors[0].user
        article.save()
        article.places.set(Place.objects.filter(slug__in=story["places"]))
        article.tags.set(story.get("tags", []))
        for position, author in enumerate(authors):
            Byline.objects.create(article=article, author=author, position=position)
        people = [self._persons[key] for key in story.get("people", []) if key in self._persons]
        for position, person in enumerate(people):
            Mention.objects.create(article=article, person=person, position=position)
        return article

    def _moment(self, story):
        moment = story["published"]
        if not story.get("fixed"):
            moment += self.shift
        return timezone.make_aware(moment)

    def _sources(self):
        """Three offices whose releases come with the package, read once so that the inbox is full at once."""
        for name, facts in SOURCES.items():
            facts = dict(facts)
            section, place = facts.pop("section"), facts.pop("place")
            Feed.objects.get_or_create(
                url=f"https://{name}.example/rss",
                defaults=facts
                | {
                    "bundled": name,
                    "section": Section.objects.get(slug=section),
                    "place": Place.objects.get(slug=place),
                },
            )
        polling.poll()
        item = Item.objects.filter(title="Wypadek na obwodnicy Krzemionowa", attachments=None).first()
        if item:
            picture = Attachment(item=item, is_picture=True, name="obwodnica.jpg", description=FIRE_ENGINE)
            # Cut a little, so that the library does not take it for the drawing that it has.
            drawing, jpeg = Image.open(HERE / "pictures" / self._pictures["straz"]["file"]), BytesIO()
            drawing.convert("RGB").crop((40, 20, drawing.width - 40, drawing.height - 40)).save(
                jpeg, "JPEG", quality=88
            )
            picture.file.save(picture.name, ContentFile(jpeg.getvalue()), save=False)
            picture.size = picture.file.size
            picture.save()

    def _front_page_figures(self):
        """Plausible figures of reading, so that "most read" has something to say; the same at every run."""
        dice = random.Random(1)  # noqa: S311
        hour = self.now.replace(minute=0, second=0, microsecond=0)
        recent = Article.objects.published().order_by("-published_at")[:40]
        for article in recent:
            if HourlyReads.objects.filter(article=article).exists():
                continue
            age = max(1, int((self.now - article.published_at).total_seconds() // 3600))
            rows = [
                HourlyReads(
                    article=article, hour=hour - timedelta(hours=ago), reads=dice.randint(4, 900) // (1 + age // 12)
                )
                for ago in range(min(age, 20))
            ]
            HourlyReads.objects.bulk_create(rows)
            ArticleTally.objects.update_or_create(article=article, defaults={"reads": sum(row.reads for row in rows)})


def _credit(story):
    return {"credit": story["photo_credit"]} if "photo_credit" in story else {}


def _read(name):
    return _load(HERE / name)


def _load(path):
    with path.open("rb") as file:
        return tomllib.load(file)
