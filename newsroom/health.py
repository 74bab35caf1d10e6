"""Whether this process can serve: asked by load balancers and by the owner's monitoring at `/stan/`."""

from health_check.views import HealthCheckView

state = HealthCheckView.as_view(checks=["health_check.checks.Database", "health_check.checks.Cache"])
