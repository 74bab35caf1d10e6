"""A Dovecot of the tests' own: an unprivileged instance in a folder that goes away, on a free port."""

import getpass
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from tests.run import free_port

PROGRAM = shutil.which("dovecot") or next((path for path in ["/usr/sbin/dovecot"] if Path(path).exists()), None)
PASSWORD = "haslo-skrzynki"

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{folder}/mail
first_valid_uid = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Imap:
    """The server's address, its folder, and a way to put mail in."""

    def __init__(self, folder, port):
        self.folder, self.port = folder, port
        self._count = 0

    def deliver(self, message):
        """Put a mail (bytes or an `EmailMessage`) into the inbox, as a mail server does."""
        self._count += 1
        inbox = self.folder / "mail"
        for name in ["new", "cur", "tmp"]:
            (inbox / name).mkdir(parents=True, exist_ok=True)
        data = message if isinstance(message, bytes) else message.as_bytes()
        temporary = inbox / "tmp" / f"{self._count:06}.test"
        temporary.write_bytes(data)
        shutil.chown(temporary, *owner())
        temporary.rename(inbox / "new" / f"{1_700_000_000 + self._count}.M{self._count}.test")
        for path in [self.folder, inbox, *inbox.iterdir()]:
            shutil.chown(path, *owner())


def owner():
    """Dovecot refuses to read mail as root, so a test run by root lends it to nobody."""
    import grp
    import os
    import pwd

    if os.geteuid() == 0:
        return "nobody", grp.getgrgid(pwd.getpwnam("nobody").pw_gid).gr_name
    return getpass.getuser(), grp.getgrgid(os.getegid()).gr_name


@contextmanager
def imap(folder):
    user, group = owner()
    port = free_port()
    for name in ["run", "state", "home", "mail"]:
        (folder / name).mkdir()
        shutil.chown(folder / name, user, group)
    shutil.chown(folder, user, group)
    config = folder / "dovecot.conf"
    config.write_text(CONFIG.format(folder=folder, user=user, group=group, port=port, password=PASSWORD))
    server = subprocess.Popen([PROGRAM, "-F", "-c", config], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        until = time.monotonic() + 60
        while socket.socket().connect_ex(("127.0.0.1", port)):
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(server.stderr.read().decode() if server.poll() is not None else "Dovecot is silent")
            time.sleep(0.05)
        yield Imap(folder, port)
    finally:
        server.terminate()
        server.wait(10)
