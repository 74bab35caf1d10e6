"""Make the account of the portal's owner, the first that can log in."""

import secrets

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal.models import User


class Command(BaseCommand):
    help = "Makes the owner's account and prints its one-time password. Asks for what is not given as an option."

    def add_arguments(self, parser):
        parser.add_argument("--username", default="")
        parser.add_argument("--email", default="")
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")
        parser.add_argument("--no-input", action="store_true", help="Do not ask; fail where something is missing.")

    def handle(self, *, username, email, first_name, last_name, no_input, **options):
        username = username or self._ask("Login", no_input)
        email = email or self._ask("E-mail", no_input)
        password = secrets.token_urlsafe(15)
        user = User(
            username=username,
            email=email,
            first_name=first_name,
            last_name=last_name,
            is_staff=True,
            is_superuser=True,
        )
        user.set_password(password)
        try:
            user.full_clean()
        except ValidationError as error:
            raise CommandError(
                " ".join(f"{field}: {' '.join(said)}" for field, said in error.message_dict.items())
            ) from error
        call_command("roles", verbosity=0)
        user.save()
        self.stdout.write(
            f"\n  Login:    {username}\n  Password: {password}\n\n"
            "The password is shown only now. Log in, change it, and set up the second factor."
        )

    def _ask(self, what, no_input):
        if no_input:
            raise CommandError(f"{what} is missing; give it as an option.")
        answer = input(f"{what}: ").strip()
        if not answer:
            raise CommandError(f"{what} is missing.")
        return answer
