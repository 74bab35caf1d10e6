"""How gunicorn serves the portal; `manage.py portal` and the systemd unit both use this file.

Threads, not sync workers: a slow upload would keep a sync worker from everybody else. Two threads' worth of a request's
memory is small, and the application is loaded once before the workers are forked.
"""

import gc

from gunicorn.http import message

worker_class = "newsroom.gunicorn_worker.Worker"
preload_app = True
control_socket_disable = True
timeout = 60
graceful_timeout = 15
keepalive = 5
# Of those that cost memory; see `post_request`.
max_requests = 20_000
max_requests_jitter = 2_000
# Who asks says nothing of the environment, not even from this machine, where proxies ask: neither where the portal is mounted nor
# by which scheme, which Django reads itself from the proxies that it trusts (TRUSTED_PROXIES).
forwarder_headers = ""
secure_scheme_headers = {}
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


def post_request(worker, req, environ, resp):
    """Do not renew a process over pages that it had in memory, nor while the portal is out of order.

    What it has in memory is all that readers get then, and a new process would know none of it.
    """
    if resp is None:
        return
    cached = next((value for name, value in resp.headers if name == "Cache-Status"), "")
    if resp.status.startswith("503") or "fwd-status=5" in cached or "out-of-order" in cached:
        worker.nr = 0
    elif "; hit" in cached or "collapsed" in cached:
        worker.nr -= 1


def when_ready(server):
    from newsroom.processes import share_memory

    share_memory()
