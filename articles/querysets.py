"""Which stories the public may read, and which a member of staff may see."""

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone

# Of a story with many topics, so many lead to others.
TOPICS_RELATED = 6


def _best_of(ranges, number):
    """What `pk__in` takes for so many of the rows of these slices: those of the highest `rank` first, of each the newest.

    Each slice gives a key, a rank and a moment. A union, since PostgreSQL reads the whole table where one of several `IN` may hold;
    written out, since SQLite's grammar, and so Django, unites no slices unless each is a table of its own.
    """
    written = [rows.query.sql_with_params() for rows in ranges]
    tables = (f"SELECT * FROM ({sql}) AS range_{at}" for at, (sql, _params) in enumerate(written))  # noqa: S608
    return RawSQL(  # noqa: S611
        f"SELECT key FROM ({' UNION ALL '.join(tables)}) AS found GROUP BY key "  # noqa: S608
        f"ORDER BY MAX(rank) DESC, MAX(moment) DESC, key DESC LIMIT {number:d}",
        [param for _sql, params in written for param in params],
    )


class ArticleQuerySet(models.QuerySet):
    def published(self, at=None):
        """Stories the public may read right now, or at that moment.

        The one home of this rule (`Article.is_published` says the same of one row). A date is set exactly while a story
        is published or scheduled, which a constraint holds to, so the date alone decides and a plain index serves.
        """
        return self.filter(published_at__lte=at or timezone.now())

    def scheduled(self):
        """Stories that will become public by themselves."""
        return self.filter(published_at__gt=timezone.now())

    def delete(self):
        """Delete the rows, and what the search index says of them."""
        from . import search_index

        with transaction.atomic():
            search_index.forget(list(self.order_by().values_list("pk", flat=True)))
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def for_listing(self):
        """Newest first, with all that a teaser shows. A fixed number of queries."""
        return (
            self.order_by("-published_at", "-pk")
            .select_related("section", "photo", "tally")
            .prefetch_related("places")
            .defer("body", "body_html")
        )

    def for_teasers(self):
        """Newest first, with what teasers show of the row and its relations alone; `labels.fill_lines` brings the rest.

        Every column that is not read saves a tenth of a millisecond on a page of twenty.
        """
        return (
            self.order_by("-published_at", "-pk")
            .select_related("section", "photo", "tally")
            .only(
                "title", "slug", "kind", "lead", "published_at", "section__name", "section__slug", "photo__alt",
                "photo__renditions", "photo__withdrawn_at", "tally__comments",
            )
        )  # fmt: skip

    def signed(self):
        """With the signatures of those who wrote them. One query more."""
        from .models import Byline

        return self.prefetch_related(Prefetch("bylines", Byline.objects.select_related("author")))

    def for_page(self):
        """With what a story's own page shows, but people and labels: see `labels.fill_people` and `fill_labels`."""
        return self.select_related("section", "photo", "tally", "comment_rules")

    def related_to(self, pk, section, tags, at, number):
        """So many stories on the same topics and in the same section, each group newest first.

        `on_topic` is 1 for the first group. One query of short ranges, one for each topic and one for the section.
        """
        from . import listed
        from .models import TaggedArticle

        def best(rows, key, rank):
            newest = rows.exclude(**{key: pk}).order_by("-published_at", f"-{key}")
            return newest.values(key=F(key), rank=Value(rank), moment=F("published_at"))[: number + 1]

        # One range of the index for each topic; sorting the stories of all of them would read half an archive.
        ranges = [best(self.published(at).filter(section=section), "pk", 0)]
        ranges += [best(listed.entries(listed.TAG, tag, at=at), "article", 1) for tag in tags]
        # Not `Exists`, for which PostgreSQL would rather read all stories on those topics at once.
        topical = TaggedArticle.objects.filter(tag__in=tags, content_object=OuterRef("pk")).order_by()
        return (
            self.published(at)
            .filter(pk__in=_best_of(ranges, number))
            .annotate(on_topic=Coalesce(Subquery(topical.values(found=Value(1))[:1]), 0))
            .for_teasers()
            .order_by("-on_topic", "-published_at", "-pk")
        )

    def visible_to(self, user):
        """Stories that this member of staff may open in the admin.

        Whoever edits others' stories sees all of them; a journalist sees published ones, those shared with the desk,
        and those written or signed by the journalist.
        """
        if not user.is_staff or not user.has_perm("articles.view_article"):
            return self.none()
        if user.has_perm("articles.edit_others"):
            return self
        everyones = Q(shared=True) | Q(published_at__lte=timezone.now())
        return self.filter(self._own(user) | everyones)

    def editable_by(self, user):
        """Stories whose text this member of staff may change."""
        if not user.has_perm("articles.change_article"):
            return self.none()
        if user.has_perm("articles.edit_others"):
            return self
        in_hand = Q(status__in=self.model.IN_WRITING)
        if user.has_perm("articles.publish_on_duty"):
            in_hand |= Q(needs_reading=True)
        return self.filter(in_hand & (self._own(user) | Q(shared=True)))

    def written_by(self, user):
        """Stories that this member of staff began or signs."""
        return self.filter(self._own(user))

    def _own(self, user):
        from .models import Byline

        # Asked row by row, so that a list of twenty never collects the archive first.
        signed = Byline.objects.filter(article=OuterRef("pk"), author__user=user)
        return Q(created_by=user) | Q(Exists(signed))


class MentionQuerySet(models.QuerySet):
    def accepted(self):
        """People whom an editor let stand beside the story, in their order."""
        return self.filter(state=self.model.State.ACCEPTED).order_by("position", "pk")

    def with_office(self, day, first, last):
        """Each with `office_title`, the office that the person held on that day; None where none is known.

        `first` and `last` are the days between which its year lies. The same rule as `Person.office_on()`, in one query for all.
        """
        from people.models import Office

        held = Office.objects.filter(person=OuterRef("person")).held_on(day, (first, last))
        return self.annotate(office_title=Subquery(held.values("title")[:1]))
