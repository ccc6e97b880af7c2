"""Figures for Prometheus: how many requests, how long they took, what is kept. Never who."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from sync.archive.counts import counts

if TYPE_CHECKING:
    from sync.archive.archive import Archive

SEVERAL = "PROMETHEUS_MULTIPROC_DIR"
"""Where the processes of one server put their figures together; set before they start."""


class Metrics:
    """The figures of one process, or of all processes of a server where there are several."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "fieldlog_requests", "Requests by route and status", ["route", "status"], registry=self._registry
        )
        self.seconds = Histogram("fieldlog_request_seconds", "Time to answer", ["route"], registry=self._registry)
        self.lines = Counter("fieldlog_lines", "Lines pushed by verdict", ["verdict"], registry=self._registry)

    def page(self, archive: "Archive") -> bytes:
        """All figures in Prometheus' text form, with the counts of the archive as they are now."""
        kept = CollectorRegistry()
        kept.register(_Kept(archive))
        source = self._registry
        if os.environ.get(SEVERAL):
            source = CollectorRegistry()
            MultiProcessCollector(source)  # type: ignore[no-untyped-call]  # the library says no types
        return generate_latest(source) + generate_latest(kept)


class _Kept(Collector):
    """The counts of the archive. A Gauge would leave them behind, old, in the files that the processes share."""

    def __init__(self, archive: "Archive") -> None:
        self._archive = archive

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, about, by, values in counts(self._archive):
            family = GaugeMetricFamily(name, about, labels=[by] if by else [])
            for label, value in values:
                family.add_metric([label] if by else [], value)
            yield family
