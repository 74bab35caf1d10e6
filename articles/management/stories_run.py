"""A command that goes through all stories while the site serves, with a bar; interrupted, it goes on where it stopped."""

import signal
import sys
import time

from django.core.management.base import BaseCommand, CommandError

from polish.morphology import WHAT_IS_LOST

BAR = 30


class StoriesRun(BaseCommand):
    """A command gives `run` how many stories there are, what yields how many are done, and the word for it."""

    def add_arguments(self, parser):
        parser.add_argument("--from-start", action="store_true", help="Do not go on where an earlier run stopped.")

    def run(self, total, steps, done_word, verbosity):
        if WHAT_IS_LOST:
            self.stderr.write(self.style.WARNING(WHAT_IS_LOST))
        begun = time.monotonic()
        done = 0
        try:
            for done in steps:
                if verbosity:
                    self._show(done, total, time.monotonic() - begun)
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run again, it goes on from here.", returncode=128 + signal.SIGINT) from None
        if verbosity:
            self.stdout.write(f"{done} stories {done_word} in {time.monotonic() - begun:.0f} s.")

    def _show(self, done, total, seconds):
        share = min(1, done / max(1, total))
        left = seconds / share - seconds if share else 0
        line = f"[{'#' * round(BAR * share):<{BAR}}] {done} of {total}, {done / max(seconds, 0.001):.0f}/s, {left:.0f} s left"
        if sys.stdout.isatty():
            self.stdout.write(f"\r{line:<90}", ending="\n" if done >= total else "")
            self.stdout.flush()
        else:
            self.stdout.write(line)
