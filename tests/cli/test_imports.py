"""``import`` and ``imports``: every option, every field, counts that add up, several files, undo."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli import office
from tests.cli.conftest import Program
from tests.cli.test_figures import rows_of

FIELDS: dict[str, tuple[type, ...]] = {
    "id": (int,),
    "file": (str,),
    "sha256": (str,),
    "municipality": (str,),
    "municipalities": (list,),
    "profile": (str,),
    "encoding": (str,),
    "holds": (str,),
    "status": (str,),
    "rows": (int,),
    "file_rows": (int,),
    "new": (int,),
    "changed": (int,),
    "unchanged": (int,),
    "gone": (int,),
    "rejected": (int,),
    "findings": (list,),
    "annotated": (str, type(None)),
}
FINDING_FIELDS = {"severity", "code", "sheet", "row", "column", "field", "message", "case_no"}
#: A line whose completeness is no date, to be appended to the office's export: row 17 of the file.
BAD_LINE = "2026/15,1,one_step,2026-03-20,31.02.2026,,,,ja,ja,ja,ja,,,\n"


def test_an_import_has_the_fields_of_the_contract(casewatch: Program) -> None:
    path = office.export(casewatch.folder / "uke13.csv", more=BAD_LINE)
    one = casewatch.read(path, code=3)
    assert {name: type(one[name]) in types for name, types in FIELDS.items()} == dict.fromkeys(FIELDS, True)
    expected = {
        **{"id": 1, "file": "uke13.csv", "sha256": hashlib.sha256(path.read_bytes()).hexdigest()},
        **{"municipality": "3401", "municipalities": ["3401"], "profile": "norsk-standard", "holds": "part"},
        **{"status": "stored", "rows": 16, "file_rows": 16, "new": 15, "changed": 0, "unchanged": 0},
        **{"gone": 0, "rejected": 1},
    }
    assert {name: one[name] for name in expected} == expected
    assert one["encoding"].casefold().replace("_", "-") == "utf-8"
    assert all(set(finding) >= FINDING_FIELDS for finding in one["findings"])
    (error,) = [finding for finding in one["findings"] if finding["severity"] == "error"]
    told = {name: error[name] for name in ("code", "row", "column", "field", "case_no")}
    assert told == {"code": "date_unreadable", "row": 17, "column": "E", "field": "complete", "case_no": "2026/15"}
    assert "31.02.2026" in error["message"]


def test_a_second_week_counts_new_changed_and_unchanged(filled: Program) -> None:
    path = office.export(
        filled.folder / "uke14.csv",
        ("2026-03-20,2026-03-25,,", "2026-03-20,2026-03-25,2026-04-01,"),
        more="2026/16,1,one_step,2026-03-31,,,,,ja,ja,ja,ja,,,\n",
    )
    one = filled.read(path)
    assert [one[name] for name in ("rows", "new", "changed", "unchanged", "rejected")] == [16, 1, 1, 14, 0]
    (change,) = one["changes"]
    assert (change["case_no"], change["field"], change["old"], change["new"]) == (
        *("2026/9", "decided", None, "2026-04-01"),
    )


def test_the_same_file_again_changes_nothing_but_its_last_arrival(filled: Program) -> None:
    path = filled.folder / "uke13.csv"
    one = filled.read(path, "--received-at", "2026-04-01T09:00+02:00")
    assert (one["status"], one["id"], one["rows"], one["unchanged"], one["new"]) == ("unchanged", 1, 15, 15, 0)
    assert filled.assess(*office.QUARTER)["last_import"] == "2026-04-01T07:00:00Z"
    assert [each["id"] for each in filled("imports", "--format", "json").json["imports"]] == [1]
    # Other options are another question to the same bytes: an import of its own.
    assert filled.read(path, "--holds", "all")["status"] == "stored"


def test_a_dry_run_keeps_nothing(casewatch: Program) -> None:
    path = office.export(casewatch.folder / "uke13.csv")
    one = casewatch.read(path, "--dry-run")
    assert (one["status"], one["id"], one["new"]) == ("dry-run", None, 15)
    assert casewatch("imports", "--format", "json").json == {"imports": []}
    assert casewatch("cases", "--format", "json").json["cases"] == []


def test_holds_says_what_is_gone(casewatch: Program) -> None:
    """An open case that the next full export lacks is gone; from a part nothing can be missing."""
    casewatch.read(office.export(casewatch.folder / "a.csv"), "--holds", "all", "--received-at", "2026-03-23")
    part = office.export(casewatch.folder / "b.csv", without="2026/12")
    assert casewatch.read(part, "--received-at", "2026-03-24")["gone"] == 0
    full = casewatch.read(part, "--holds", "all", "--received-at", "2026-03-30")
    assert (full["holds"], full["gone"]) == ("all", 1)
    assert casewatch.case("2026/12")["state"] == "gone"


def test_open_only_misses_what_had_not_ended(casewatch: Program) -> None:
    casewatch.read(office.export(casewatch.folder / "a.csv"), "--received-at", "2026-03-23")
    header, *lines = (casewatch.folder / "a.csv").read_text("utf-8").splitlines()
    for name, cases, gone in (("b.csv", (9, 10, 11, 12, 13), 0), ("c.csv", (9, 10), 2)):  # 13 was withdrawn
        kept = [line for line in lines if line.startswith(tuple(f"2026/{case}," for case in cases))]
        (casewatch.folder / name).write_text("\n".join([header, *kept]) + "\n", "utf-8")
        one = casewatch.read(casewatch.folder / name, "--holds", "open")
        assert (one["holds"], one["gone"]) == ("open", gone)
    cases = casewatch("cases", "--as-of", office.AS_OF, "--state", "gone", "--format", "json").json["cases"]
    assert cases == []  # the exports came on 1 April; as of the day before, nothing was missing
    cases = casewatch("cases", "--state", "gone", "--format", "json").json["cases"]
    assert [case["case_no"] for case in cases] == ["2026/11", "2026/12"]


def test_map_reads_an_unknown_header(casewatch: Program) -> None:
    path = office.export(casewatch.folder / "uke13.csv", (",decided,", ",Ferdigdag,"))
    assert casewatch.read(path, "--dry-run")["new"] == 15
    casewatch.read(path, "--map", "Ferdigdag=decided")
    assert casewatch.assess(*office.QUARTER)["sum_days"] == 39


def test_as_of_serves_dates_in_the_future_alone(casewatch: Program) -> None:
    path = office.export(casewatch.folder / "uke13.csv")
    early = casewatch.read(path, "--dry-run", "--as-of", "2026-03-29")
    late = casewatch.read(path, "--dry-run", "--as-of", "2026-03-31")
    remarked = [finding["case_no"] for finding in early["findings"] if finding["code"] == "date_in_future"]
    assert remarked == ["2026/12"]  # received on the 30th
    assert [finding["code"] for finding in late["findings"]] == []
    assert early["new"] == late["new"] == 15


def test_received_at_orders_imports(filled: Program) -> None:
    """A file that came earlier but is read later does not win; a time without a zone is Oslo's."""
    older = office.export(filled.folder / "uke12.csv", ("2026-02-03,2026-02-12", "2026-02-03,2026-02-11"))
    one = filled.read(older, "--received-at", "2026-03-30T07:59")
    assert one["received_at"] == "2026-03-30T05:59:00Z"
    assert filled.case("2026/4")["net_days"] == 9
    newer = office.export(filled.folder / "uke14.csv", ("2026-02-03,2026-02-12", "2026-02-03,2026-02-11"))
    newer.write_text(newer.read_text("utf-8") + "\n", "utf-8")
    filled.read(newer, "--received-at", "2026-03-30T08:01")
    assert filled.case("2026/4")["net_days"] == 8


def test_the_municipality_column_decides(casewatch: Program) -> None:
    lines = office.export(casewatch.folder / "a.csv").read_text("utf-8").splitlines()
    header, first, second = lines[0], lines[1], lines[2]
    text = f"municipality,{header}\n3401,{first}\n3417,{second}\n"
    (casewatch.folder / "to.csv").write_text(text, "utf-8")
    both = casewatch("import", "to.csv", "--format", "json").json["imports"][0]
    assert (both["municipality"], sorted(both["municipalities"]), both["new"]) == (None, ["3401", "3417"], 2)
    (casewatch.folder / "igjen.csv").write_text(text + "\n", "utf-8")
    one = casewatch.read(casewatch.folder / "igjen.csv", code=3)
    assert (one["unchanged"], one["rejected"]) == (1, 1)
    assert "municipality_differs" in [finding["code"] for finding in one["findings"]]


def test_of_several_files_one_refused_the_others_are_stored(casewatch: Program) -> None:
    office.export(casewatch.folder / "a.csv")
    (casewatch.folder / "b.csv").write_text("hund;katt\n1;2\n", "utf-8")
    office.export(casewatch.folder / "c.csv", without="2026/1")
    said = casewatch("import", "a.csv", "b.csv", "c.csv", "--municipality", "3401", "--format", "json")
    assert said.code == 2
    assert [(one["file"], one["status"]) for one in said.json["imports"]] == [
        *[("a.csv", "stored"), ("b.csv", "refused"), ("c.csv", "stored")],
    ]
    refused = said.json["imports"][1]
    assert (refused["rows"], refused["id"], refused["rejected"]) == (0, None, 0)
    assert [finding["code"] for finding in refused["findings"]] == ["refused"]
    assert said.err.count("\n") == 1
    assert said.err.startswith("b.csv")
    assert [one["file"] for one in casewatch("imports", "--format", "json").json["imports"]] == ["a.csv", "c.csv"]


def test_a_rejected_row_waits_until_it_is_mended(casewatch: Program) -> None:
    casewatch.read(office.export(casewatch.folder / "a.csv", more=BAD_LINE), code=3)
    assert casewatch.assess(*office.QUARTER)["rejected_pending"] == 1
    mended = BAD_LINE.replace("31.02.2026", "21.03.2026")
    casewatch.read(office.export(casewatch.folder / "b.csv", more=mended))
    assert casewatch.assess(*office.QUARTER)["rejected_pending"] == 0


def test_findings_as_csv(casewatch: Program) -> None:
    office.export(casewatch.folder / "a.csv", more=BAD_LINE)
    said = casewatch("import", "a.csv", "--municipality", "3401", "--format", "csv")
    (row,) = rows_of(said.out)
    assert (said.code, row["file"], row["code"], row["row"]) == (3, "a.csv", "date_unreadable", "17")


def test_show_tells_again_what_an_import_did(filled: Program) -> None:
    path = office.export(filled.folder / "uke14.csv", ("2026-02-03,2026-02-12", "2026-02-03,2026-02-11"))
    first = filled.read(path)
    again = filled("imports", "show", 2, "--format", "json").json["imports"]
    counts = ("id", "file", "sha256", "rows", "new", "changed", "unchanged", "rejected", "findings", "changes")
    assert [{name: one[name] for name in counts} for one in again] == [{name: first[name] for name in counts}]


def test_undo_leaves_the_picture_of_what_remains(filled: Program) -> None:
    before = filled.assess(*office.QUARTER)
    path = office.export(
        filled.folder / "uke14.csv",
        ("2026-02-03,2026-02-12", "2026-02-03,2026-02-13"),
        more="2026/16,1,one_step,2026-03-31,,,,,ja,ja,ja,ja,,,\n",
    )
    filled.read(path)
    assert filled.assess(*office.QUARTER)["under_limit"] == 3
    said = filled("imports", "undo", 2, "--format", "json")
    assert (said.code, said.json["id"], said.json["vanished"], said.json["changed"]) == (0, 2, 1, 1)
    assert filled.assess(*office.QUARTER) == before
    listed = filled("imports", "--format", "json").json["imports"]
    assert [(one["id"], one["undone_at"] is None) for one in listed] == [(1, True), (2, False)]
    assert "tatt tilbake" in filled("imports", "undo", 2).line


def test_yes_and_no_terminal_ask_nothing(casewatch: Program) -> None:
    path = office.export(casewatch.folder / "a.csv")
    assert casewatch("import", path, "--municipality", "3401", "--yes").code == 0
    assert (
        casewatch("import", office.export(casewatch.folder / "b.csv", without="2026/1"), "--municipality", "3401").code
        == 0
    )


def test_a_profile_by_name(casewatch: Program) -> None:
    assert casewatch.read(office.export(casewatch.folder / "a.csv"), "--profile", "norsk-standard")["new"] == 15


class TestKnownAt:
    """A figure asked for a past time stays the same, whatever is recorded after it."""

    def asked(self, program: Program, moment: str) -> list[Any]:
        """All that can be asked of the past, but what the question itself says."""
        question = (*office.QUARTER, "--known-at", moment, "--format", "json")
        explained = ("explain", "2026/2", "--municipality", "3401", "--as-of", office.AS_OF, "--known-at", moment)
        listed = ("cases", "--as-of", office.AS_OF, "--known-at", moment, "--format", "json")
        return [program(*command).json for command in (("assess", *question), listed, (*explained, "--format", "json"))]

    def test_through_imports_corrections_undos_and_rules(self, casewatch: Program) -> None:
        rules = shutil.copytree(office.RULES, casewatch.folder / "regler")
        casewatch.monkeypatch.setenv("CASEWATCH_RULES", str(rules))
        first = casewatch.read(office.export(casewatch.folder / "a.csv"), "--received-at", "2026-03-30T08:00")
        # The very time it was recorded sees it: "at or before".
        moment = first["recorded_at"]
        before = self.asked(casewatch, moment)
        result = before[0]["results"][0]
        assert {name: result[name] for name in office.RESULT} == office.RESULT

        second = office.export(casewatch.folder / "b.csv", ("2026-02-03,2026-02-12", "2026-02-03,2026-02-13"))
        casewatch.read(second)
        assert self.asked(casewatch, moment) == before
        corrected = casewatch(
            *("correct", "2026/2", "--municipality", "3401", "--set", "hearing 2026-01-14=2026-01-20"),
            *("--reason", "svaret kom før"),
        )
        assert corrected.code == 0
        assert self.asked(casewatch, moment) == before
        assert casewatch("imports", "undo", 1).code == 0
        assert self.asked(casewatch, moment) == before
        text = (rules / "vedlegg1.toml").read_text("utf-8")
        (rules / "vedlegg1.toml").write_text(text.replace("limit_days = 10 ", "limit_days = 6 "), "utf-8")
        assert self.asked(casewatch, moment) == before
        now = casewatch.assess(*office.QUARTER)
        assert now["under_limit"] == 1  # only 4 of 4, 10 (14 to 20 January paused), 12, 10, 8 is under 6
        assert now["sum_days"] == 4 + 10 + 12 + 10 + 8
        casewatch.read(casewatch.folder / "a.csv", "--received-at", "2026-03-01T08:00")
        assert self.asked(casewatch, moment) == before

    def test_before_anything_was_recorded_there_is_nothing(self, filled: Program) -> None:
        asked = (*office.QUARTER, "--known-at", "2026-03-31T12:00", "--format", "json")  # received, but not yet read
        assert filled("assess", *asked).json["results"][0]["decided"] == 0


def test_a_list_and_its_csv(filled: Program) -> None:
    listed = filled("imports", "--format", "json").json["imports"]
    (row,) = rows_of(filled("imports", "--format", "csv").out)
    assert (row["id"], row["file"], row["rows"], row["undone_at"]) == ("1", "uke13.csv", "15", "")
    assert set(FIELDS) <= set(listed[0])


@pytest.mark.parametrize("week", ["2026-uke45", "2026-uke48"])
def test_the_samples_by_hand_of_a_user(casewatch: Program, week: str) -> None:
    """Six files in six layouts in one call: what `samples/README.md` promises of each, whole and unrejected."""
    files = sorted((office.ROOT / "samples" / "weeks" / week).iterdir())
    said = casewatch("import", *files, "--holds", "all", "--as-of", "2026-11-23", "--format", "json")
    assert said.code == 0
    assert [(one["status"], one["rejected"], one["municipality"]) for one in said.json["imports"]] == [
        ("stored", 0, Path(one["file"]).name[:4]) for one in said.json["imports"]
    ]
    assert len(json.loads(said.out)["imports"]) == 6
