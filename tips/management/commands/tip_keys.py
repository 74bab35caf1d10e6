"""Make, rotate and recover the keys that tips are sealed to."""

import getpass
import sys

from django.core.management.base import BaseCommand, CommandError

from portal.models import User
from tips import keyring, keys
from tips.models import NewsroomKey, TipRules, WrappedKey


class Command(BaseCommand):
    help = "Makes, rotates and recovers the keys that tips are sealed to. Without an action: tells how things stand."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action")
        make = actions.add_parser("make", help="Make a key on the server, and a recovery key that is printed once.")
        make.add_argument("--if-missing", action="store_true", help="Only where there is none; makes no recovery key.")
        actions.add_parser("rotate", help="A new key on the server; the old one is destroyed.")
        actions.add_parser(
            "recovery", help="A new recovery key, for tips that come from now on and, if they open, older ones."
        )
        actions.add_parser("recover", help="Type the recovery key: all tips are sealed to the keys in use.")
        person = actions.add_parser("person", help="A key under a passphrase for one person.")
        person.add_argument("username")
        mode = actions.add_parser("mode", help="Choose the way of sealing.")
        mode.add_argument("mode", choices=TipRules.Mode.values)

    def handle(self, *, action, **options):
        try:
            getattr(self, action or "state")(**options)
        except (keys.KeyTrouble, keyring.KeyMissing) as trouble:
            raise CommandError(str(trouble)) from trouble

    def state(self, **options):
        rules = TipRules.load()
        self.stdout.write(f"Mode: {rules.mode} – {rules.get_mode_display()}")
        for key in NewsroomKey.objects.all():
            there = ""
            if key.kind == NewsroomKey.Kind.SERVER and not keyring.has_server_key(bytes(key.public)):
                there = ", its file is missing"
            retired = ", retired" if key.retired_at else ""
            count = WrappedKey.objects.filter(recipient=key).count()
            self.stdout.write(f"{key.created_at:%Y-%m-%d} {key.kind} {key.fingerprint}: {count} tips{retired}{there}")
        if not NewsroomKey.objects.filter(kind=NewsroomKey.Kind.RECOVERY, retired_at=None).exists():
            self.stdout.write(
                "There is no recovery key: should the server's be lost, so are all tips. Make one: tip_keys recovery"
            )

    def make(self, *, if_missing=False, **options):
        in_use = list(NewsroomKey.objects.filter(kind=NewsroomKey.Kind.SERVER, retired_at=None))
        # At the start of the portal a folder that is only not mounted must not cost the newsroom its key.
        if if_missing and in_use:
            return
        if any(keyring.has_server_key(bytes(key.public)) for key in in_use):
            raise CommandError("There is a key on the server already. To replace it: tip_keys rotate")
        for key in in_use:
            keys.retire(key)
            self.stdout.write(
                f"The file of the key {key.fingerprint} is gone, so it is retired. Tips sealed to it open again after: tip_keys recover"
            )
        key = keys.make_server_key()
        self.stdout.write(
            f"Made the key on the server, {key.fingerprint}. Back up its folder apart from everything else."
        )
        if not if_missing:
            self.recovery()

    def recovery(self, **options):
        from tips import opening

        key, text = keys.make_recovery_key()
        count = keys.wrap_for(key, opening.server_opener())
        self.stdout.write(
            f"Recovery key {key.fingerprint} ({count} tips). Write it down and keep it offline; it is not shown again:"
        )
        self.stdout.write(f"\n  {text}\n")

    def rotate(self, **options):
        key, count = keys.rotate_server_key()
        self.stdout.write(
            f"The key on the server is now {key.fingerprint}; {count} tips were sealed to it, the old key is destroyed."
        )

    def recover(self, **options):
        added = keys.recover(self._ask("Recovery key: "))
        self.stdout.write(f"{added} tips were sealed to the keys in use.")

    def person(self, *, username, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is nobody called {username}.")
        passphrase = self._ask("Passphrase (at least 16 signs): ")
        if len(passphrase) < 16:
            raise CommandError("That is too short: at least 16 signs.")
        key = keys.make_person_key(user, passphrase)
        from tips import opening

        count = keys.wrap_for(key, opening.server_opener())
        self.stdout.write(f"Made the key {key.fingerprint} of {user}; {count} tips were sealed to it.")

    def mode(self, *, mode, **options):
        keys.use_mode(mode)
        self.state()

    def _ask(self, question):
        return getpass.getpass(question) if sys.stdin.isatty() else sys.stdin.readline().strip()
