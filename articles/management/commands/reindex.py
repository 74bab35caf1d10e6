"""Build the search index anew."""

from articles import search_index
from articles.management.stories_run import StoriesRun


class Command(StoriesRun):
    help = (
        "Builds the search index anew while the site serves. Interrupted, it goes on where it stopped. "
        "Needed after an upgrade that says so."
    )

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--if-stale", action="store_true", help="Do nothing where the index is up to date.")

    def handle(self, *, from_start, if_stale, verbosity, **options):
        if if_stale and not search_index.is_stale():
            return
        total = search_index.left_to_index(from_the_start=from_start)
        self.run(total, search_index.reindex(from_the_start=from_start), "indexed", verbosity)
