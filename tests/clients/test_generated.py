"""A client that is generated from the document reads what the service answers. tests/run --clients sets up what this needs."""

import importlib
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
import urllib.request

from office import PERIOD, Office


def setUpModule():
    global office, client, api
    office = Office()
    unittest.addModuleCleanup(office.close)
    office.open()
    folder = tempfile.TemporaryDirectory()
    unittest.addModuleCleanup(folder.cleanup)
    place = pathlib.Path(folder.name)
    with urllib.request.urlopen(f"{office.origin}/openapi.json") as document:
        (place / "openapi.json").write_bytes(document.read())
    # The generator would otherwise call a formatter, which nobody reads the result of.
    (place / "settings.yaml").write_text("post_hooks: []\n")
    command = ["generate", "--path", "openapi.json", "--config", "settings.yaml", "--meta", "none", "--output-path", "generated"]
    made = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", *command], cwd=place, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stdout + made.stderr
    sys.path.insert(0, str(place))
    api = lambda name: importlib.import_module(f"generated.api.analysts.{name}")
    client = importlib.import_module("generated").AuthenticatedClient(base_url=office.origin, token=office.key)


def plain(path):
    return json.loads(office.send("GET", f"surveys/panel/{path}", office.key))


class Generated(unittest.TestCase):
    def test_the_results(self):
        read = api("get_results").sync(
            "panel", client=client, period=PERIOD, group_by="department", format_=self.form("get_results")
        )
        self.assertEqual(read.to_dict(), plain(f"results?period={PERIOD}&group_by=department"))
        told = {group.key.department: group.n for group in read.groups if group.withheld is None}
        self.assertEqual(set(told), {"KM", "GN"})
        [overall] = [question for question in read.total.questions if question.code == "OVERALL"]
        self.assertLess(overall.positive.low, overall.positive.share)

    def test_the_comparison(self):
        read = api("get_comparison").sync(
            "panel", client=client, period="2026-09", against="2026-08", format_=self.form("get_comparison")
        )
        self.assertEqual(read.to_dict(), plain("comparison?period=2026-09&against=2026-08"))

    def test_the_coverage(self):
        read = api("get_coverage").sync("panel", client=client, period=PERIOD, format_=self.form("get_coverage"))
        self.assertEqual(read.to_dict(), plain(f"coverage?period={PERIOD}"))
        self.assertEqual([part.key.department for part in read.groups][:2], ["KM", "GN"])

    def form(self, operation):
        """The parameter that asks for JSON."""
        [kind] = [kind for name, kind in vars(api(operation)).items() if name.endswith("Format") or name.endswith("FormatType0")]
        return kind("json")


if __name__ == "__main__":
    unittest.main()
