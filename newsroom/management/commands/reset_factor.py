"""Take a lost second factor off somebody's account, so that a new one can be set up after the next login."""

import logging

from django.core.management.base import BaseCommand, CommandError

from portal.models import User
from portal.services import take_off_second_factor

security_log = logging.getLogger("newsroom.security")


class Command(BaseCommand):
    help = (
        "Removes the second factors and recovery codes of an account whose owner has lost them. Check who asks first."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username!r}.")
        if not take_off_second_factor(user):
            raise CommandError(f"{username} has no second factor; nothing was changed.")
        security_log.warning("second factor of user %s removed on the command line", user.pk)
        self.stdout.write(f"Removed. {username} logs in with the password and sets up a new second factor.")
