"""The software bill of materials in CycloneDX's words; the same components always give the same bytes."""

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from toubao.doors.cli.components.inventory import Component, Inventory

SPEC = "1.6"


def bill(inventory: Inventory, *, version: str) -> str:
    """The bill as JSON text, one component a line. It carries no time: its serial number is drawn from what it says."""
    components = [_component(each) for each in inventory.everything]
    lines = [json.dumps(each, ensure_ascii=False, sort_keys=True) for each in components]
    root = {"type": "application", "name": "toubao", "version": version, "bom-ref": "toubao", "licenses": _licence("Apache-2.0")}
    head: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": SPEC,
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, version + ''.join(lines))}",
        "version": 1,
        "metadata": {"component": root, "lifecycles": [{"phase": "build"}]},
        # Requirements are pinned flat: who needs whom isn't kept, so nothing is said of it.
        "compositions": [{"aggregate": "unknown", "dependencies": ["toubao"]}],
    }
    opened = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    return opened + ',\n "components": [\n  ' + ",\n  ".join(lines) + "\n ]\n}\n"


def _component(each: Component) -> dict[str, Any]:
    said: dict[str, Any] = {
        "type": "library" if not each.purl.startswith("pkg:deb/") else "application",
        "bom-ref": each.purl,
        "name": each.name,
        "purl": each.purl,
        "scope": each.scope,
    }
    if each.version:
        said["version"] = each.version
    if each.sha256:
        said["hashes"] = [{"alg": "SHA-256", "content": digest} for digest in each.sha256]
    if each.licence:
        said["licenses"] = _licence(each.licence)
    if each.why:
        said["description"] = each.why
    return said


def _licence(name: str) -> list[dict[str, Any]]:
    return [{"license": {"id": name}}]
