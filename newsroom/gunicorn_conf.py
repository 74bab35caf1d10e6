"""How gunicorn serves the portal; `manage.py portal` and the systemd unit both use this file.

Threads, not sync workers: a slow upload would keep a sync worker from everybody else. Two threads' worth of a request's
memory is small, and the application is loaded once before the workers are forked.
"""

import gc

from gunicorn.http import message

worker_class = "gthread"
preload_app = True
control_socket_disable = True
timeout = 60
graceful_timeout = 15
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
# Ten kilobytes pasted into the search box take sixty in an address; gunicorn would not go beyond eight by itself.
limit_request_line = message.MAX_REQUEST_LINE = 64 * 1024
limit_request_fields = 60
accesslog = None
errorlog = "-"
loglevel = "warning"


# Until the application is loaded collections would find nothing, and take a fifth of the time.
gc.disable()


def post_fork(server, worker):
    """Connections made while the application was loaded must not be shared between processes."""
    from django.db import connections

    connections.close_all()
    gc.enable()


def when_ready(server):
    from newsroom.processes import share_memory

    share_memory()
