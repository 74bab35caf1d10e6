"""Build the demo newsroom."""

import shutil

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from articles import search_index
from articles.models import Article
from common.memo import forget_everything


class Command(BaseCommand):
    help = "Builds the demo newsroom; may be run twice and adds only what is missing. Refused outside the demo."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="Do nothing where any story exists.")
        parser.add_argument("--reset", action="store_true", help="First remove everything that is there.")

    def handle(self, *, if_empty, reset, **options):
        if not settings.DEMO:
            raise CommandError("This portal is not a demo (DEMO is not set), so nothing invented is put into it.")
        from newsroom.demo.loader import DemoLoader

        if if_empty and Article.objects.exists():
            return
        if reset:
            self.stdout.write("Removing the old demo …")
            call_command("flush", interactive=False, verbosity=0)
            search_index.clear()
            for folder in (
                settings.MEDIA_ROOT,
                settings.DATA_DIR / "originals",
                settings.DATA_DIR / "tips",
                settings.TIP_KEYS_DIR,
            ):
                shutil.rmtree(folder, ignore_errors=True)
        self.stdout.write("Building the demo newsroom …")
        call_command("roles", verbosity=0)
        call_command("first_pages", verbosity=0)
        added = DemoLoader().load()
        forget_everything()
        self.stdout.write(f"{added} stories added.")
