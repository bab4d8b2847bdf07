"""The forms of results in the programs that analysts read them with. tests/run --clients sets up what this needs."""

import io
import json
import os
import pathlib
import re
import subprocess
import sys
import unittest
import warnings
import zipfile

import frictionless
import openpyxl
import pandas
from csvw import CSVW
from jsonstat_validator import validate_jsonstat
from pyjstat import pyjstat

from office import DEPARTMENTS, PERIOD, Office

HOUSE = pathlib.Path(__file__).parents[2]
SHARES = ["positive_share", "positive_low", "positive_high", "level", "option_share"]


def setUpModule():
    global office, results, table
    office = Office()
    unittest.addModuleCleanup(office.close)
    office.open()
    results = json.loads(office.results("json"))
    table = pandas.read_csv(io.BytesIO(office.results("csv")))


def check_csvw(path):
    """The CSV that a file describes, whether it is as described, and what is not."""
    with warnings.catch_warnings():
        # The tool finds faults by the warnings that it gives itself.
        warnings.simplefilter("always")
        described = CSVW(path, validate=True)
        return described, described.is_valid, [str(warning.message) for warning in described.warnings]


def question(group, code):
    return next(question for question in group["questions"] if question["code"] == code)


class Spreadsheets(unittest.TestCase):
    def test_pandas_reads_the_csv(self):
        self.assertEqual(table["label"].unique().tolist()[:3], ["'" + name for name in DEPARTMENTS.values()])
        for group in results["groups"]:
            if group["withheld"]:
                continue
            rows = table[(table["group"] == group["key"]["department"]) & (table["question"] == "OVERALL")]
            overall = question(group, "OVERALL")
            self.assertEqual(rows["n"].unique().tolist(), [overall["n"]])
            self.assertEqual(rows["option_n"].tolist(), [option["n"] for option in overall["distribution"]])
            self.assertAlmostEqual(rows["mean"].iloc[0], overall["mean"], places=12)
            self.assertAlmostEqual(rows["positive_low"].iloc[0], overall["positive"]["low"], places=12)
        withheld = table[(table["withheld"] == "fewer_than_k") & table["question"].isna()]
        self.assertEqual((withheld["group"].iloc[0], withheld["group_n"].isna().all()), ("AB", True))

    def test_pandas_reads_the_polish_csv_of_excel(self):
        polish = office.results("csv&dialect=excel-pl")
        read = pandas.read_csv(io.BytesIO(polish), sep=";", decimal=",", encoding="utf-8-sig")
        pandas.testing.assert_frame_equal(read, table)

    def test_pandas_reads_the_workbook(self):
        read = pandas.read_excel(io.BytesIO(office.results("xlsx")), sheet_name="Dane")
        for day in ["as_of", "from", "to", "first_day", "last_day"]:
            read[day] = read[day].dt.strftime("%Y-%m-%d")
        # Excel needs no apostrophe before what looks like a formula: the cell says that it is text.
        self.assertEqual(read["label"].unique().tolist()[:3], list(DEPARTMENTS.values()))
        unguarded = table.assign(label=table["label"].str.removeprefix("'"))
        pandas.testing.assert_frame_equal(read, unguarded, check_dtype=False)

    def test_openpyxl_finds_a_sheet_to_work_with(self):
        book = openpyxl.load_workbook(io.BytesIO(office.results("xlsx")))
        self.assertEqual(book.sheetnames, ["Dane", "Słownik", "Metodyka"])
        for sheet in book:
            self.assertEqual(sheet.freeze_panes, "A2")
            kinds = {cell.data_type for row in sheet for cell in row}
            self.assertLessEqual(kinds, {"n", "s", "b", "d"}, "no cell is a formula")
        sheet = book["Dane"]
        self.assertEqual(sheet.auto_filter.ref, sheet.dimensions)
        header = [cell.value for cell in sheet[1]]
        for name in SHARES:
            self.assertEqual(sheet.cell(2, header.index(name) + 1).number_format, "0.0%")
        self.assertEqual((book.properties.created.hour, book.properties.created.minute), (0, 0))


class Cubes(unittest.TestCase):
    def test_the_json_stat_is_valid(self):
        for group_by in ["none", "department", "month"]:
            self.assertTrue(validate_jsonstat(json.loads(office.results("json-stat", group_by))))
        broken = json.loads(office.results("json-stat"))
        broken["size"][0] += 1
        with self.assertRaises(Exception):
            validate_jsonstat(broken)

    def test_pyjstat_reads_the_json_stat(self):
        cube = pyjstat.Dataset.read(office.results("json-stat").decode())
        frame = cube.write("dataframe", naming="id").set_index(["group", "answer", "measure"])["value"]
        for group in results["groups"]:
            name = group["key"]["department"] or "_O"
            if group["withheld"]:
                self.assertTrue(frame[name].isna().all())
                continue
            self.assertEqual(frame[name, "_T", "n"], group["n"])
            for asked in group["questions"]:
                self.assertEqual(frame[name, asked["code"], "n"], asked["n"])
                for option in asked["distribution"]:
                    answer = f"{asked['code']}.{option['option']}"
                    self.assertAlmostEqual(frame[name, answer, "share"], option["share"], places=12)
            nps = question(group, "RECOMMEND")["nps"]
            self.assertAlmostEqual(frame[name, "RECOMMEND", "nps_score"], nps["score"], places=9)
        labels = cube.write("dataframe")
        self.assertEqual(labels.columns.tolist(), ["Grupa", "Odpowiedź", "Miara", "value"])
        self.assertFalse(labels.duplicated(["Grupa", "Odpowiedź", "Miara"]).any())


class Packages(unittest.TestCase):
    def test_frictionless_validates_the_package(self):
        path = office.keep("data-package", "panel.zip")
        report = frictionless.validate(path, type="package")
        self.assertTrue(report.valid, report.flatten(["title", "note"]))
        self.assertEqual([task.name for task in report.tasks], ["data", "codebook"])
        rows = frictionless.Package(path).get_resource("data").read_rows()
        self.assertEqual(len(rows), len(table))
        shares = [float(row["option_share"]) for row in rows if row["option_share"] is not None]
        self.assertEqual(shares, table["option_share"].dropna().tolist())
        self.assertEqual({type(row["closed"]) for row in rows}, {bool})

    def test_frictionless_sees_a_package_that_was_changed(self):
        with zipfile.ZipFile(office.keep("data-package", "whole.zip")) as whole:
            files = {name: whole.read(name) for name in whole.namelist()}
        files["data.csv"] = files["data.csv"].replace(b"rating", b"rankin", 1)
        path = office.place / "changed.zip"
        with zipfile.ZipFile(path, "w") as changed:
            for name, content in files.items():
                changed.writestr(name, content)
        self.assertFalse(frictionless.validate(str(path), type="package").valid)

    def test_csvw_validates_the_csv_at_its_address(self):
        described, valid, faults = check_csvw(office.keep("csvw", "panel.csv-metadata.json"))
        self.assertTrue(valid, faults)
        [sheet] = described.tables
        self.assertTrue(str(sheet.url).startswith(office.gate.origin))
        rows = list(sheet.iterdicts())
        self.assertEqual(len(rows), len(table))
        self.assertEqual([row["option_n"] for row in rows if row["option_n"] is not None],
                         table["option_n"].dropna().astype(int).tolist())

    def test_csvw_sees_a_column_that_is_not_as_described(self):
        metadata = json.loads(office.results("csvw"))
        kind = next(column for column in metadata["tableSchema"]["columns"] if column["name"] == "kind")
        kind["datatype"] = "integer"
        path = office.place / "broken.csv-metadata.json"
        path.write_text(json.dumps(metadata))
        _, valid, faults = check_csvw(str(path))
        self.assertFalse(valid, "rating is no number")
        self.assertNotEqual(faults, [])


class Readme(unittest.TestCase):
    def test_the_python_example_runs(self):
        for name in ["README.md", "README.pl.md"]:
            [example] = re.findall(r"```python\n(.*?)```", (HOUSE / name).read_text(), re.DOTALL)
            self.assertIn("http://127.0.0.1:8080/", example)
            self.assertIn(PERIOD, example)
            example = example.replace("http://127.0.0.1:8080", office.origin)
            run = subprocess.run(
                [sys.executable, "-c", example],
                env={**os.environ, "ANKIETA_KEY": office.key}, capture_output=True, text=True, timeout=60, check=False,
            )
            self.assertEqual(run.returncode, 0, run.stderr)
            group = json.loads(office.send("GET", f"surveys/obsluga/results?period={PERIOD}&department=KM", office.key))
            share = question(group["total"], "OVERALL")["positive"]["share"]
            self.assertIn(f"{share:.1%}", run.stdout)


if __name__ == "__main__":
    unittest.main()
