"""The OpenAPI document, written from the declarations; and the page that tells people the same."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation

import mulin
from mulin.apps.voice.views.open311 import described
from mulin.core.pages import page
from mulin.core.places.queries import street
from mulin.portal.api import shapes
from mulin.portal.api.declaring import A_MINUTE, ENDPOINTS, Endpoint, Parameter, opened

Schema = dict[str, Any]


def _parameter(parameter: Parameter) -> Schema:
    found: Schema = {
        "name": parameter.name,
        "in": parameter.where,
        "description": parameter.about,
        "schema": dict(parameter.schema),
    }
    return found | ({"required": True} if parameter.where == "path" else {})


def _answer(about: str, schema: Any) -> Schema:
    return {"description": about, "content": {"application/json": {"schema": schema}}}


def _operation(endpoint: Endpoint) -> Schema:
    responses: Schema = {
        "200": _answer(str(endpoint.summary), endpoint.schema),
        "304": {"description": "Not changed since the ETag or the date that was sent."},
        "400": _answer("A parameter is wrong.", shapes.PROBLEM),
        "429": _answer(f"More than {A_MINUTE} questions in a minute.", shapes.PROBLEM),
    }
    if {"number", "cursor"} & {parameter.name for parameter in endpoint.parameters}:
        responses["404"] = _answer("There is none.", shapes.PROBLEM)
    return {
        "operationId": endpoint.name,
        "tags": ["Read"],
        "summary": str(endpoint.summary),
        "parameters": [_parameter(parameter) for parameter in endpoint.parameters],
        "responses": responses,
    }


def document() -> Schema:
    """The whole interface."""
    paths: Schema = {one.path: {"get": _operation(one)} for one in ENDPOINTS.values()}
    paths["/api/v1/matters.csv"] = {
        "get": {
            "operationId": "matters_csv",
            "tags": ["Read"],
            "summary": "Every matter as a table.",
            "responses": {
                "200": {"description": "CSV, UTF-8.", "content": {"text/csv": {"schema": {"type": "string"}}}},
                "429": _answer("Too many questions in a minute.", shapes.PROBLEM),
            },
        }
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Mulin 睦邻",
            "version": mulin.__version__,
            "summary": "What is public in the neighbourhood, for programs.",
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": "/"}],
        "paths": {**paths, **described.paths()},
    }


@page(everybody=True, program=True)
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The document for programs."""
    with translation.override("en"):  # as such documents are read
        whole = document()
    return opened(JsonResponse(whole, json_dumps_params={"ensure_ascii": False}))


@page(everybody=True)
def about(request: HttpRequest) -> HttpResponse:
    """The same for people."""
    context = {"endpoints": ENDPOINTS.values(), "a_minute": A_MINUTE, "street": street()}
    return render(request, "portal/api.html", context)
