"""Recognise people in the texts of all stories."""

from django.core.management.base import CommandError

from articles import mentions
from articles.management.stories_run import StoriesRun
from articles.models import PeopleRules


class Command(StoriesRun):
    help = (
        "Recognises people in all stories, the newest first, while the site serves; run again it adds only what is new. "
        "Interrupted, it goes on where it stopped. What is found is suggested in each story's form; nobody is linked or "
        "shown to readers by that, unless --accept-certain is given."
    )

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--accept-certain",
            action="store_true",
            help="Let certain recognitions be accepted in published stories too, as when each were saved now. "
            "Only where an editor has turned on accepting without asking.",
        )

    def handle(self, *, from_start, accept_certain, verbosity, **options):
        if accept_certain and not PeopleRules.load().accept_certain:
            raise CommandError(
                "Accepting without asking is turned off. An editor turns it on under “Ludzie w tekstach” on the desk."
            )
        total = mentions.left_to_find(from_the_start=from_start)
        steps = mentions.find_everywhere(from_the_start=from_start, accept_certain=accept_certain)
        self.run(total, steps, "read", verbosity)
