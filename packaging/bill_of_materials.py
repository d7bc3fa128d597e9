"""What a bundle is made of, as programs that look for known faults read it: CycloneDX 1.6, JSON."""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from collections.abc import Iterable
from typing import Any

from components import OURS, Component
from project import Project

_SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
_WHAT_A_HASH_IS_OF = (
    "SHA-256 of lines of a SHA-256, two spaces and a name, sorted by name: the files of the component in the bundle, "
    "and the compiled Python modules of it in the program's file."
)


def bill_of_materials(parts: Iterable[Component], project: Project) -> str:
    """The bill as JSON, the same for the same parts: its time is the source's, its number made of what it says."""
    program = next(part for part in parts if part.name == OURS)
    others = [part for part in parts if part is not program]
    bill: dict[str, Any] = {
        "$schema": _SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(project.time)),
            "component": _told(program, "application"),
            "properties": [{"name": "digitpad:component-hash", "value": _WHAT_A_HASH_IS_OF}],
        },
        "components": [_told(part, "library") for part in others],
        "dependencies": [{"ref": program.purl, "dependsOn": sorted(part.purl for part in others)}],
    }
    content = json.dumps(bill, sort_keys=True)
    bill["serialNumber"] = uuid.uuid5(uuid.NAMESPACE_URL, content).urn
    return json.dumps(bill, indent=1, ensure_ascii=False) + "\n"


def _told(part: Component, kind: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": kind,
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "purl": part.purl,
        "hashes": [_hash(_checksum(part))],
        "licenses": [{"license": {"name": part.licence or f"as Debian's copyright file of {part.name} says"}}],
    }
    if part.files:
        told["components"] = [
            {"type": "file", "bom-ref": f"file:{path}", "name": path, "hashes": [_hash(checksum)]}
            for path, checksum in sorted(part.files.items())
        ]
    return told


def _hash(checksum: str) -> dict[str, str]:
    return {"alg": "SHA-256", "content": checksum}


def _checksum(part: Component) -> str:
    lines = [f"{checksum}  {name}\n" for name, checksum in sorted({**part.files, **part.modules}.items())]
    return hashlib.sha256("".join(lines).encode()).hexdigest()
