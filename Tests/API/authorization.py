"""Asks every operation of the document as somebody who may not.

Usage: authorization.py ROOT FILE; the file has the tokens by name, as JSON.
"""

import json
import sys

import requests

root, tokens = sys.argv[1], json.load(open(sys.argv[2]))
document = requests.get(root + "/openapi.json", timeout=30).json()
failures = []
asked = 0


def ask(method, path, **more):
    global asked
    asked += 1
    more.setdefault("headers", {})
    if method in ("post", "patch"):
        more["headers"].setdefault("Idempotency-Key", f"authorization-{asked}")
        more.setdefault("json", {})
    return requests.request(method, root.removesuffix("/api/v1") + path, timeout=30, **more)


def expect(name, answer, status, code):
    problem = answer.json() if "json" in answer.headers.get("Content-Type", "") else {}
    told = (answer.status_code, problem.get("code"))
    if told != (status, code):
        failures.append(f"{name}: {told}, not {(status, code)}")
    if status == 401 and "Bearer" not in answer.headers.get("WWW-Authenticate", ""):
        failures.append(f"{name}: no WWW-Authenticate")


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def slip(token):
    """With another last letter."""
    return token[:-1] + ("0" if token[-1] != "0" else "1")


student = requests.get(root + "/students", headers=bearer(tokens["all"]), timeout=30).json()
ref = student["rows"][0]["ref"]
for template, methods in document["paths"].items():
    path = template.replace("{student}", ref)
    for name in ("change", "run"):
        path = path.replace("{%s}" % name, "1")
    path = path.replace("{record}", "1.1.1").replace("{job}", "none").replace("{table}", "None")
    for method, operation in methods.items():
        if not operation["security"]:
            continue
        name = f"{method} {template}"
        expect(name + " without", ask(method, path), 401, "api.token-missing")
        cookies = ask(method, path, cookies={"session": tokens["all"]})
        expect(name + " by cookie", cookies, 401, "api.token-missing")
        basic = ask(method, path, auth=("data", tokens["all"]))
        expect(name + " by password", basic, 401, "api.token-missing")
        for kind, token, status, code in (
            ("a slip", slip(tokens["all"]), 401, "api.token-invalid"),
            ("an unknown one", tokens["unknown"], 401, "api.token-invalid"),
            ("a revoked one", tokens["revoked"], 401, "api.token-revoked"),
            ("one of a disabled user", tokens["disabled"], 401, "api.token-owner"),
            ("one for elsewhere", tokens["elsewhere"], 403, "api.token-address"),
            ("one without scope", tokens["narrow"], 403, "api.scope-missing"),
        ):
            needed = operation["security"][0]["token"]
            if kind == "one without scope" and needed == ["codes:read"]:
                continue
            expect(f"{name} with {kind}", ask(method, path, headers=bearer(token)), status, code)
        for query in ("token", "access_token", "q"):
            answer = ask(method, path, params={query: tokens["all"]}, headers=bearer(tokens["all"]))
            expect(f"{name} with {query}", answer, 400, "api.token-in-url")

print(f"{asked} requests that may not")
for failure in failures:
    print("  " + failure)
sys.exit(1 if failures else 0)
