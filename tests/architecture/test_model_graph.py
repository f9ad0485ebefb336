"""The later stage holds the foreign key: no model knows a stage after its own."""

import pytest
from django.apps import apps

#: The earliest first.
ORDER = (
    "contenttypes",
    "auth",
    "sessions",
    "messages",
    "staticfiles",
    "history",
    "accounts",
    "organizations",
    "vocabulary",
    "calendars",
    "jobs",
    "documents",
    "plans",
    "indicators",
    "register",
    "delivery",
    "desk",
    "papers",
    "chain",
    "workflows",
    "exchange",
    "web",
    "api",
)
OURS = [model for model in apps.get_models() if model.__module__.startswith("throughline.")]


def test_every_stage_with_models_has_its_place_in_the_order():
    assert {model._meta.app_label for model in OURS} <= set(ORDER)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_relations_point_to_the_same_or_an_earlier_stage(model):
    own = ORDER.index(model._meta.app_label)
    relations = [
        field
        for field in model._meta.get_fields(include_parents=False)
        if field.is_relation and not field.auto_created and field.related_model
    ]
    later = {
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for field in relations
        if ORDER.index(field.related_model._meta.app_label) > own
    }
    assert later == set()


@pytest.mark.parametrize(
    "model", [m for m in OURS if m._meta.app_label == "history"], ids=lambda m: m._meta.label
)
def test_history_outlives_those_it_names(model):
    """It names its actor by id and name; a foreign key out of it would forbid to erase a person."""
    outside = {
        field.name
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model
        and field.related_model._meta.app_label not in {"history", "contenttypes"}
    }
    assert outside == set()
