from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api import scene
from tests.kept import Keeper
from throughline.lib import clock


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.travel(scene.NOON):
        yield


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="session")
def city_kept(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Keeper[scene.City]]:
    """The city, made once for the tests that ask for it one after the other."""

    def make() -> scene.City:
        with clock.travel(scene.START):
            return scene.city()

    with Keeper(make, django_db_blocker, tmp_path_factory.mktemp("city")).as_fixture("city_kept") as city:
        yield city


@pytest.fixture
def city(db: None, media: None, city_kept: Keeper[scene.City], tmp_path: Path) -> scene.City:
    return city_kept.copied(tmp_path)
