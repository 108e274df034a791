"""What ``/metrics`` tells: how many answers, how slow, in the format that Prometheus and others read."""

from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


@dataclass
class Metrics:
    """The counters of one service; a registry of their own, so that two in one process do not mix."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        self._answers = Counter(
            "casewatch_answers", "Answers by route and status", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "casewatch_answer_seconds", "Time to answer, in seconds", ["route"], registry=self.registry
        )
        self.last_import = Gauge(
            "casewatch_last_import_seconds",
            "When a municipality's newest export was received, in seconds since 1970",
            ["municipality"],
            registry=self.registry,
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """One more answer; `route` is a pattern, never an address."""
        self._answers.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
