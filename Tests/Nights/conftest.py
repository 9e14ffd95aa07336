"""One machine for all tests. ./script/nights runs them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from machine import Machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Nothing here is to be done to a real machine."""
    if items and "HOMEROOM_NIGHTS" not in os.environ:
        pytest.exit("Run ./script/nights: it lays a machine of its own over this one.", 2)


@pytest.fixture(scope="session")
def machine() -> Iterator[Machine]:
    """With OpenSSH set up and running, and no sender."""
    one = Machine()
    one.set_up()
    yield one
    one.stop()
