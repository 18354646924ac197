"""The description of the API: each catalogued query with its own parameters, by name and type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI

from allianceskg.sparql.query_files import Query, QueryCatalogue

_ANY: Final = "/api/queries/{name}"
_SCHEMAS: Final[Mapping[str, Mapping[str, Any]]] = {
    "integer": {"type": "integer"},
    "string": {"type": "string"},
    "french": {"type": "string"},
    "date": {"type": "string", "format": "date"},
}


def describe_operations(app: FastAPI, queries: QueryCatalogue) -> None:
    """Let the application describe, beside the general address, one address for each query."""
    general = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = general()
            pattern = schema["paths"][_ANY]["get"]
            for query in queries.all():
                schema["paths"][f"/api/queries/{query.name}"] = {"get": _operation(query, pattern)}
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]  # the way that FastAPI documents


def _operation(query: Query, pattern: Mapping[str, Any]) -> dict[str, Any]:
    """Describe the address of one query after the general one."""
    general = [one for one in pattern["parameters"] if one["in"] == "query"]
    own = [_parameter(name, kind) for name, kind in query.parameters.items()]
    return {
        **{key: pattern[key] for key in ("tags", "responses")},
        "operationId": f"run_{query.name.replace('-', '_')}",
        "summary": query.summary.en,
        "description": f"{query.summary.en} / {query.summary.fr}",
        "parameters": [*general, *own],
    }


def _parameter(name: str, kind: Any) -> dict[str, Any]:
    """
    Describe a parameter, which may be given several times.

    Several variables at once, such as `(criterion weight)`, are one text with spaces between the values.
    """
    single = isinstance(kind, str)
    described = kind if single else " ".join(kind)
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": f"{described}; may be repeated; without it, the example value of the file",
        "schema": {
            "type": "array",
            "items": dict(_SCHEMAS.get(kind, _SCHEMAS["string"]) if single else _SCHEMAS["string"]),
        },
        "explode": True,
    }
