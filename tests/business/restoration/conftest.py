"""What tests of restorations share: a mark, and the hands of whoever operates the system."""

from pathlib import Path

import pytest
from pytest_django import Settings

from toubao.business.steps import Actor

OPERATOR = Actor("operator", "op")


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Path:
    """Where the mark is kept; the guard is on."""
    settings.MARK = tmp_path / "mark"
    return settings.MARK
