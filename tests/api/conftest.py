import pytest

from tests.api import scene
from throughline.lib import clock


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.travel(scene.NOON):
        yield


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def city(db, media):
    with clock.travel(scene.START):
        return scene.city()
