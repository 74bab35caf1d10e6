"""Recognise people in the texts of all stories."""

import sys
import time

from django.core.management.base import BaseCommand, CommandError

from articles import mentions
from articles.models import PeopleRules
from polish.morphology import WHAT_IS_LOST

BAR = 30


class Command(BaseCommand):
    help = (
        "Recognises people in all stories, the newest first, while the site serves; run again it adds only what is new. "
        "Interrupted, it goes on where it stopped. What is found is suggested in each story's form; nobody is linked or "
        "shown to readers by that, unless --accept-certain is given."
    )

    def add_arguments(self, parser):
        parser.add_argument("--from-start", action="store_true", help="Do not go on where an earlier run stopped.")
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
        if WHAT_IS_LOST:
            self.stderr.write(self.style.WARNING(WHAT_IS_LOST))
        begun = time.monotonic()
        total = mentions.left_to_find(from_the_start=from_start)
        done = 0
        for done in mentions.find_everywhere(from_the_start=from_start, accept_certain=accept_certain):
            if verbosity:
                self._show(done, total, time.monotonic() - begun)
        if verbosity:
            self.stdout.write(f"{done} stories read in {time.monotonic() - begun:.0f} s.")

    def _show(self, done, total, seconds):
        share = min(1, done / max(1, total))
        left = seconds / share - seconds if share else 0
        line = f"[{'#' * round(BAR * share):<{BAR}}] {done} of {total}, {done / max(seconds, 0.001):.0f}/s, {left:.0f} s left"
        if sys.stdout.isatty():
            self.stdout.write(f"\r{line:<90}", ending="\n" if done >= total else "")
            self.stdout.flush()
        else:
            self.stdout.write(line)
