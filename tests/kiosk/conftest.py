"""What tests of every client need: the hall as the hub describes it."""

from typing import Any

import pytest

from config.copy import hall_folder
from config.loader import load_hall


@pytest.fixture(scope="session")
def catalogue() -> dict[str, Any]:
    """Banyuwangi as the hub describes it."""
    return load_hall(hall_folder("banyuwangi")).catalogue() | {"base_url": "http://10.0.0.5:8080"}
