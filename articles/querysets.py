"""Which stories the public may read, and which a member of staff may see."""

from django.db import models
from django.db.models import Prefetch, Q
from django.utils import timezone


class ArticleQuerySet(models.QuerySet):
    def published(self):
        """Stories the public may read right now.

        The one home of this rule (`Article.is_published` says the same of one row). A date is set exactly while a story
        is published or scheduled, which a constraint holds to, so the date alone decides and a plain index serves.
        """
        return self.filter(published_at__lte=timezone.now())

    def scheduled(self):
        """Stories that will become public by themselves."""
        return self.filter(published_at__gt=timezone.now())

    def for_listing(self):
        """Newest first, with all that a teaser shows. A fixed number of queries."""
        return (
            self.order_by("-published_at", "-pk")
            .select_related("section", "photo", "tally")
            .prefetch_related("places")
            .defer("body", "body_html")
        )

    def for_page(self):
        """With all that a story's own page shows. A fixed number of queries."""
        from people.models import Office

        from .models import Byline, Mention

        people = Mention.objects.accepted().select_related("person__portrait")
        return self.select_related("section", "photo", "tally").prefetch_related(
            "places",
            "tags",
            Prefetch("bylines", Byline.objects.select_related("author")),
            Prefetch("mentions", people.prefetch_related(Prefetch("person__offices", Office.objects.all()))),
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
        own = Q(created_by=user) | Q(bylines__author__user=user)
        everyones = Q(shared=True) | Q(published_at__lte=timezone.now())
        return self.filter(pk__in=self.model.objects.filter(own | everyones).values("pk"))

    def editable_by(self, user):
        """Stories whose text this member of staff may change."""
        if not user.has_perm("articles.change_article"):
            return self.none()
        if user.has_perm("articles.edit_others"):
            return self
        in_hand = Q(status__in=self.model.IN_WRITING)
        if user.has_perm("articles.publish_on_duty"):
            in_hand |= Q(needs_reading=True)
        own = Q(created_by=user) | Q(bylines__author__user=user) | Q(shared=True)
        return self.filter(pk__in=self.model.objects.filter(own & in_hand).values("pk"))


class MentionQuerySet(models.QuerySet):
    def accepted(self):
        """People whom an editor let stand beside the story, in their order."""
        return self.filter(state=self.model.State.ACCEPTED).order_by("position", "pk")
