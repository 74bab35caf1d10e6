"""Make the groups of the newsroom's roles, each with the rights that `newsroom.roles` gives it."""

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from newsroom.roles import ROLES


class Command(BaseCommand):
    help = "Makes the groups of the roles with their rights. May be run again and again; other groups are left alone."

    @transaction.atomic
    def handle(self, *, verbosity, **options):
        known = {
            f"{permission.content_type.app_label}.{permission.codename}": permission
            for permission in Permission.objects.select_related("content_type")
        }
        for name, rights in ROLES.items():
            if unknown := sorted(set(rights) - set(known)):
                raise CommandError(f"No such permission: {', '.join(unknown)} (role {name}). Has migrate been run?")
            group, _made = Group.objects.get_or_create(name=name)
            group.permissions.set(known[right] for right in set(rights))
        if verbosity:
            self.stdout.write(f"{len(ROLES)} roles are in place.")
