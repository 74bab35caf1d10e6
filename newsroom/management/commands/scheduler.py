"""Start periodic jobs when they are due, and put back those of killed workers."""

import signal
import threading

from django.core.management.base import BaseCommand

from common import scheduling


class Command(BaseCommand):
    help = "Runs until stopped: starts periodic jobs and puts back abandoned ones. Several may run side by side."

    def add_arguments(self, parser):
        parser.add_argument("--interval", type=float, default=10.0, help="Seconds between two looks at the clock.")
        parser.add_argument("--once", action="store_true", help="Look once and stop.")

    def handle(self, *, interval, once, **options):
        stop = threading.Event()
        if not once:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        while True:
            scheduling.look()
            if once or stop.wait(interval):
                return
