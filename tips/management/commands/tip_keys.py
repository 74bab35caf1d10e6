"""Make, rotate and recover the keys that tips are sealed to."""

import getpass
import sys

from django.core.management.base import BaseCommand, CommandError

from portal.models import User
from tips import keyring, keys, opening, policy
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
        actions.add_parser(
            "retire-server",
            help="In the mode passphrase: seal older tips to the keys of persons and destroy the server's.",
        )

    def handle(self, *, action, **options):
        try:
            getattr(self, (action or "state").replace("-", "_"))(**options)
        except (keys.KeyTrouble, keyring.KeyMissing) as trouble:
            raise CommandError(str(trouble)) from trouble

    def state(self, **options):
        rules = TipRules.load()
        self.stdout.write(f"Mode: {rules.mode} – {rules.get_mode_display()}")
        for key in NewsroomKey.objects.select_related("user"):
            whose = f" of {key.user.username}" if key.user else ""
            count = WrappedKey.objects.filter(recipient=key).count()
            about = ", ".join([f"{count} tips", *_state_of(key, count)])
            self.stdout.write(f"{key.created_at:%Y-%m-%d} {key.kind}{whose} {key.fingerprint}: {about}")
        for name in opening.missing_files():
            self.stdout.write(
                f"{name} is missing, so the form takes no tips. Mount or restore the folder of keys; only if it is lost for good: tip_keys make"
            )
        if rules.mode == TipRules.Mode.SERVER:
            self._say_what_the_server_does_not_open()
        else:
            self._say_what_the_server_still_opens()
        if not _recovery_keys().exists():
            self.stdout.write(
                "There is no recovery key: should the server's be lost, so are all tips. Make one: tip_keys recovery"
            )

    def _say_what_the_server_does_not_open(self):
        count = keys.closed_to_the_server().count()
        if count:
            self.stdout.write(
                f"Tips that the server's key does not open: {count}. They came in the mode passphrase, or their key was lost. Who has a "
                "personal key among theirs is asked for the passphrase; what is opened so is sealed to the server's key as well. "
                "All at once, with the recovery key: tip_keys recover"
            )

    def _say_what_the_server_still_opens(self):
        count = keys.open_to_the_server().count()
        if count:
            self.stdout.write(
                f"Tips that still open with the server's key, without a passphrase: {count}. Who has this disk reads them. "
                "To seal them to the persons' keys and destroy the server's: tip_keys retire-server"
            )

    def make(self, *, if_missing=False, **options):
        # At the start of the portal a folder that is only not mounted must not cost the newsroom its key.
        if if_missing and not opening.is_first_day():
            return
        in_use = list(NewsroomKey.objects.filter(kind=NewsroomKey.Kind.SERVER, retired_at=None))
        lookup_lost = not opening.is_first_day() and not keyring.has_pepper()
        if lookup_lost:
            keyring.make_pepper()
            self.stdout.write("Made a new lookup.key. The words of receipts given out before find nothing any more.")
            if in_use and not opening.missing_files():
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
        # Where a key was lost, its paper has been taken out of the safe; it needs another.
        if not if_missing and (in_use or not _recovery_keys().exists()):
            self.recovery()

    def recovery(self, **options):
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
        if not policy.may_unseal(user):
            raise CommandError(f"{username} may not open tips, so no tip is sealed to a key of theirs.")
        passphrase = self._ask("Passphrase (at least 16 signs): ")
        if len(passphrase) < 16:
            raise CommandError("That is too short: at least 16 signs.")
        if self._ask("The same once more: ") != passphrase:
            raise CommandError("These were two different passphrases; no key was made.")
        key = keys.make_person_key(user, passphrase)
        count = keys.wrap_for(key, opening.server_opener())
        self.stdout.write(f"Made the key {key.fingerprint} of {user}; {count} tips were sealed to it.")
        if not policy.may_open_confidential(user):
            self.stdout.write("Confidential tips were left out: this account may not open them.")

    def mode(self, *, mode, **options):
        keys.use_mode(mode)
        self.state()

    def retire_server(self, **options):
        count = keys.retire_server()
        self.stdout.write(
            f"The server's key is destroyed; {count} tips now open with the keys of persons and the recovery key alone. "
            "Destroy the copies of its file as well, and older copies of the database."
        )

    def _ask(self, question):
        return getpass.getpass(question) if sys.stdin.isatty() else sys.stdin.readline().strip()


def _recovery_keys():
    return NewsroomKey.objects.filter(kind=NewsroomKey.Kind.RECOVERY, retired_at=None)


def _state_of(key, count):
    """What is special about a key, in words."""
    if key.kind == NewsroomKey.Kind.SERVER and not keyring.has_server_key(bytes(key.public)):
        # After a rotation nothing was sealed to it any more.
        return (
            ["destroyed"]
            if key.retired_at and not count
            else ["retired"] * bool(key.retired_at) + ["its file is missing"]
        )
    if key.retired_at:
        return ["retired"]
    if key.kind == NewsroomKey.Kind.PERSON and not policy.may_unseal(key.user):
        return ["out of use: this person may not open tips"]
    return []
