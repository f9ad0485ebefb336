"""The ground that all other tests stand on."""

import socket
from pathlib import Path

import psycopg
import pytest
import pytest_socket
from django.conf import settings
from django.contrib.auth import get_user_model

from tests.environment import FOLDER


def test_tests_keep_their_data_in_a_folder_of_their_own():
    assert Path(FOLDER).resolve() == settings.DATA_DIR


def test_a_test_may_speak_to_nobody_but_this_machine():
    with pytest.raises(pytest_socket.SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_a_new_postgresql_database_is_there_and_empty(postgres_url):
    with psycopg.connect(postgres_url) as connection:
        version = connection.execute("SHOW server_version_num").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()[
            0
        ]
    assert int(version) >= 150000
    assert tables == 0


def test_a_test_may_look_into_the_database_while_it_drives_the_browser(page, db):
    page.set_content("<title>open</title>")
    assert page.title() == "open"
    assert get_user_model().objects.count() == 0
