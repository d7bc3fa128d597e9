from __future__ import annotations

import dataclasses
import json

import pytest
from bill_of_materials import bill_of_materials
from components import components
from project import Project

PROJECT = Project("0.1.0", "Reads digits.", 1_700_000_000)


@pytest.fixture
def parts(site, bundle, modules):
    return components(bundle, modules)


def test_all_parts_have_name_version_address_licence_and_hash(parts):
    bill = json.loads(bill_of_materials(parts, PROJECT))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["name"] == "digitpad"
    assert bill["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"
    told = {part["name"]: part for part in bill["components"]}
    assert set(told) == {"PySide6_Essentials", "Python", "pyinstaller", "torch"}
    assert told["torch"]["version"] == "2.13.0+cpu"
    assert told["torch"]["licenses"] == [{"license": {"name": "BSD-3-Clause"}}]
    for part in told.values():
        assert part["purl"].startswith("pkg:")
        assert len(part["hashes"][0]["content"]) == 64
    assert told["torch"]["components"][0]["name"] == "_internal/torch/lib/libtorch.so"


def test_the_same_parts_make_the_same_bill_and_others_another(parts, bundle, modules):
    first = bill_of_materials(parts, PROJECT)
    assert bill_of_materials(components(bundle, modules), PROJECT) == first
    changed = [dataclasses.replace(part, modules={**part.modules, "json": "22" * 32}) for part in parts]
    second = bill_of_materials(changed, PROJECT)
    assert json.loads(second)["serialNumber"] != json.loads(first)["serialNumber"]


def test_it_is_what_the_schema_says(parts):
    validation = pytest.importorskip("cyclonedx.validation.json", reason="cyclonedx-python-lib is not installed")
    schema = pytest.importorskip("cyclonedx.schema", reason="cyclonedx-python-lib is not installed")
    pytest.importorskip("jsonschema", reason="cyclonedx-python-lib is without its json-validation extra")
    validator = validation.JsonStrictValidator(schema.SchemaVersion.V1_6)
    assert validator.validate_str(bill_of_materials(parts, PROJECT)) is None
