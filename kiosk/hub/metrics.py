"""What the hub counts about itself, as Prometheus text."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """The hub's counters; one object a hub, so that tests and several hubs in one process stay apart."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.messages = Counter(
            "antrean_messages", "Messages by what became of them", ["outcome"], registry=self._registry
        )
        """`done`, `refused`, `fault`, `not_allowed`, `malformed`, `throttled`."""
        self.incidents = Counter(
            "antrean_incidents", "What strangers and broken devices did", ["kind"], registry=self._registry
        )
        """A kind is a key of `incidents.KINDS`."""
        self.connections = Gauge(
            "antrean_connections", "Connections that said hello", ["role"], registry=self._registry
        )
        self.printer_in_trouble = Gauge(
            "antrean_printer_in_trouble",
            "1 while a kiosk's printer would not print, or nobody knows",
            ["kiosk"],
            registry=self._registry,
        )
        self.printer_paper_near_end = Gauge(
            "antrean_printer_paper_near_end", "1 while a roll is nearly used up", ["kiosk"], registry=self._registry
        )
        self.waiting = Gauge("antrean_tickets_waiting", "Tickets waiting now", registry=self._registry)
        self.seq = Gauge("antrean_log_seq", "Last sequence number of the log", registry=self._registry)
        self.answer_s = Histogram(
            "antrean_answer_seconds",
            "From an act's arrival to its durable answer",
            buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5),
            registry=self._registry,
        )

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self._registry)
