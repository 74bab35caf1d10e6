"""Whether this process can serve: asked by load balancers and by the owner's monitoring at `/stan/`."""

import dataclasses

from asgiref.sync import sync_to_async
from health_check.base import HealthCheck
from health_check.exceptions import ServiceWarning
from health_check.views import HealthCheckView

from tips.opening import missing_files


@dataclasses.dataclass
class TipKeys(HealthCheck):
    """The files of keys without which “Napisz do nas” takes no tips."""

    async def run(self):
        if await sync_to_async(missing_files)():
            raise ServiceWarning("Files of keys are missing: no tips are taken. See manage.py tip_keys.")


class State(HealthCheckView):
    checks = ["health_check.checks.Database", "health_check.checks.Cache", TipKeys]

    async def get(self, request, *args, **kwargs):
        """500 where nothing can be served; what only warns is named in the answer, and takes no readers' pages away."""
        response = await super().get(request, *args, **kwargs)
        if all(result.error is None or isinstance(result.error, ServiceWarning) for result in self.results):
            response.status_code = 200
        return response


state = State.as_view()
