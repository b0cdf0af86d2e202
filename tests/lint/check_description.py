"""Clients can be generated from the API's description: a form is said inline and without members of its own.

A generator makes a class for every component and every inline object with members, leaves out those that forms alone
use, and then writes clients that name what it left out. So no component stands for a form alone, and a form that stands
beside another media type has its fields in its description.
"""
import json

import source

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded", "multipart/mixed")
PLACE = "#/components/schemas/"


def references(value):
    """Names of the schemas that are referred to anywhere within."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str) and value["$ref"].startswith(PLACE):
            yield value["$ref"][len(PLACE):]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def contents(value, where):
    """(place, content) of every body and answer."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "content" and isinstance(inner, dict):
                yield where, inner
            yield from contents(inner, f"{where}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from contents(inner, f"{where}/{index}")


def reached(names, schemas):
    """All schemas that are reached from these."""
    found, ahead = set(), list(names)
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += references(schemas.get(name, {}))
    return found


def main():
    document = json.loads(source.read("assets/api/openapi.json"))
    schemas = document["components"]["schemas"]
    findings, forms, others, count = [], set(), set(), 0
    for part in ("paths", "components"):
        top = {key: value for key, value in document[part].items() if key != "schemas"}
        for where, content in contents(top, part):
            for media, body in content.items():
                (forms if media in FORMS else others).update(references(body))
                if media not in FORMS:
                    continue
                count += 1
                if len(content) > 1 and body["schema"].get("properties"):
                    findings.append(f"openapi.json: {where}: {media} beside another type has members; say them in its description")
    for name in sorted(reached(forms, schemas) - reached(others, schemas)):
        findings.append(f"openapi.json: {name} is used by forms alone; say it inline")
    for name in sorted(set(schemas) - reached(forms | others, schemas)):
        findings.append(f"openapi.json: {name} is used nowhere")
    source.finish(findings, f"{count} forms")


main()
