"""Add the portal's own pages with their first texts, where they are missing."""

from django.core.management.base import BaseCommand

from portal.services import make_first_pages


class Command(BaseCommand):
    help = "Adds the privacy notice, the rules and the other pages of the portal, where they are missing."

    def handle(self, **options):
        self.stdout.write(f"{make_first_pages()} pages added.")
