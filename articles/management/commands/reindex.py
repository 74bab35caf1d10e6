"""Build the search index anew."""

import signal
import sys
import time

from django.core.management.base import BaseCommand, CommandError

from articles import search_index
from polish.morphology import WHAT_IS_LOST

BAR = 30


class Command(BaseCommand):
    help = (
        "Builds the search index anew while the site serves. Interrupted, it goes on where it stopped. "
        "Needed after an upgrade that says so."
    )

    def add_arguments(self, parser):
        parser.add_argument("--from-start", action="store_true", help="Do not go on where an earlier run stopped.")
        parser.add_argument("--if-stale", action="store_true", help="Do nothing where the index is up to date.")

    def handle(self, *, from_start, if_stale, verbosity, **options):
        if if_stale and not search_index.is_stale():
            return
        if WHAT_IS_LOST:
            self.stderr.write(self.style.WARNING(WHAT_IS_LOST))
        begun = time.monotonic()
        total = search_index.left_to_index(from_the_start=from_start)
        done = 0
        try:
            for done in search_index.reindex(from_the_start=from_start):
                if verbosity:
                    self._show(done, total, time.monotonic() - begun)
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run again, it goes on from here.", returncode=128 + signal.SIGINT) from None
        if verbosity:
            self.stdout.write(f"{done} stories indexed in {time.monotonic() - begun:.0f} s.")

    def _show(self, done, total, seconds):
        share = min(1, done / max(1, total))
        left = seconds / share - seconds if share else 0
        line = f"[{'#' * round(BAR * share):<{BAR}}] {done} of {total}, {done / max(seconds, 0.001):.0f}/s, {left:.0f} s left"
        if sys.stdout.isatty():
            self.stdout.write(f"\r{line:<90}", ending="\n" if done >= total else "")
            self.stdout.flush()
        else:
            self.stdout.write(line)
