"""An office for the clients' tests: the program itself, on a database that is thrown away, with one closed quarter.

It listens where a client may ask without a key as well: a gate in front adds the key, because CSV on the Web has no way
to name one. That gate's address is the public one, so that absolute addresses lead through it.
"""

import csv
import http.server
import itertools
import json
import os
import pathlib
import socket
import subprocess
import tempfile
import threading
import urllib.error
import urllib.request

PROGRAM = os.environ["ANKIETA_BINARY"]
PATIENCE = 30
PERIOD = "2026-Q3"

# What a spreadsheet could run, as the names of departments; the last one has too few responses to be told.
DEPARTMENTS = {"KM": '=HYPERLINK("http://127.0.0.1/","tu")', "GN": "+1", "AB": "@SUM(A1)"}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def question(code, kind, **more):
    return {"code": code, "kind": kind, "text": {"pl": f"={code}?", "en": f"{code}?"}, **more}


def options(*codes):
    return [{"code": code, "text": {"pl": f"-{code}", "en": code}} for code in codes]


QUESTIONNAIRE = {
    "title": {"pl": "Próba", "en": "Trial"},
    "languages": ["pl", "en"],
    "headline": "OVERALL",
    "departments": list(DEPARTMENTS),
    "questions": [
        question("OVERALL", "rating", scale=5),
        question("REASON", "multiple", max=2, options=options("time", "info", "other")),
        question("RECOMMEND", "nps"),
        question("SETTLED", "yes_no"),
    ],
}


def responses():
    """Sixty responses to two departments, and three to a third one."""
    reasons = itertools.cycle(["time", "", "time|info", "other", ""])
    for department, count in zip(DEPARTMENTS, (40, 20, 3)):
        for number in range(count):
            yield {
                "collected_on": f"2026-0{7 + number % 3}-{number % 28 + 1:02}",
                "department": department,
                "OVERALL": number % 5 + 1 if number % 3 else 5,
                "REASON": next(reasons),
                "RECOMMEND": number * 7 % 11,
                "SETTLED": "yes" if number % 4 else "no",
            }


class Office:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.place = pathlib.Path(self.folder.name)
        self.origin = f"http://127.0.0.1:{free_port()}"
        self.gate = Gate(self.origin)
        self.settings = {
            "DATABASE_URL": f"sqlite:{self.place}/ankieta.db",
            "ANKIETA_BIND": self.origin.removeprefix("http://"),
            "ANKIETA_PUBLIC_URL": self.gate.origin,
        }
        self.service = None

    def open(self):
        administrator = self.run("key", "create", "--scope", "admin", "--name", "clients' tests")
        self.service = subprocess.Popen([PROGRAM, "serve"], env=self.settings, stderr=subprocess.PIPE, text=True)
        for line in self.service.stderr:
            if line.startswith("Listening on "):
                break
        threading.Thread(target=self.service.stderr.read, daemon=True).start()
        for code, name in DEPARTMENTS.items():
            self.send("PATCH", f"departments/{code}", administrator, {"name": {"pl": name, "en": name}})
        self.send("POST", "surveys", administrator, {"slug": "panel", "questionnaire": QUESTIONNAIRE})
        self.send("POST", "surveys/panel/versions", administrator)
        self.import_rows("panel", list(responses()))
        usual = ("collected_on", "department", "OVERALL")
        self.import_rows("obsluga", [{name: row[name] for name in usual} for row in responses()])
        self.run("release", "--now")
        self.key = self.run("key", "create", "--scope", "results", "--name", "clients' tests")
        self.gate.key = self.key
        return self

    def close(self):
        if self.service:
            self.service.kill()
            self.service.wait()
            self.service.stderr.close()
        self.gate.close()
        self.folder.cleanup()

    def run(self, *command):
        done = subprocess.run(
            [PROGRAM, *command], env=self.settings, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def import_rows(self, survey, rows):
        path = self.place / f"{survey}.csv"
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        self.run("import", str(path), "--survey", survey, "--channel", "paper", "--again", "--confirm")

    def send(self, method, path, key, body=None):
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.origin}/api/v1/{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
            return reply.read()

    def results(self, form, group_by="department"):
        """The results of the quarter in a form, as bytes."""
        return self.send("GET", f"surveys/panel/results?period={PERIOD}&group_by={group_by}&format={form}", self.key)

    def keep(self, form, name):
        """The same, as a file."""
        path = self.place / name
        path.write_bytes(self.results(form))
        return str(path)


class Gate:
    """Hands each request on with the analyst's key."""

    def __init__(self, behind):
        self.key = ""
        gate = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                headers = {"Authorization": f"Bearer {gate.key}"}
                request = urllib.request.Request(behind + self.path, headers=headers)
                try:
                    with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
                        status, kind, body = reply.status, reply.headers["Content-Type"], reply.read()
                except urllib.error.HTTPError as refused:
                    status, kind, body = refused.code, refused.headers["Content-Type"], refused.read()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
