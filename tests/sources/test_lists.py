"""Lists of people: what their columns hold is told from their headings and from what stands in them."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from allies.traces.reading import read
from allies.traces.records import As, HandleKind, Item, Kind
from allies.traces.sources import child, columns, lists
from allies.traces.sources.detect import Sort, UnknownSource, detect
from allies.traces.sources.headings import Field, field_of
from allies.traces.sources.pieces import Setting, Table
from tests.fuzz.judged import judged
from tests.sources.samples import NOW_S, RECORDED, children_cpu_s, read_all, reasons, records

CPU_S = 5  # of a reader, for a hostile file
LISTS = RECORDED / "lists"


def put(path: Path, content: str | bytes, charset: str = "utf-8") -> Path:
    """Write a list."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode(charset))
    return path


def known_as(items: list[Item]) -> list[tuple[str, str]]:
    """Name and first address of each row."""
    return [(record.subject, record.people[0].value) for record in records(items)]


def table(path: Path, told: dict[str, dict[str, str]] | None = None) -> tuple[list[Item], Table]:
    """The items of a list, and what its columns were taken to hold."""
    found: list[Table] = []
    items = list(read(path, now_s=NOW_S, columns=told, on_table=found.append))
    return items, found[0]


def test_a_recorded_list_as_a_spreadsheet_of_another_language_writes_it() -> None:
    items, found = table(LISTS / "Mitglieder.csv")
    assert found.fields == ("family", "given", "email", "phone", "date", "note")
    alice, bob, charlie = records(items)
    assert (alice.kind, alice.subject, alice.at_s) == (Kind.CARD, "Alice Archer", 1_615_507_200)
    assert [(who.role, who.kind, who.value) for who in alice.people] == [
        (As.NAMED, HandleKind.EMAIL, "alice@allies.example"),
        (As.NAMED, HandleKind.PHONE, "030123456"),
        (As.LIST, HandleKind.LIST, "mitglieder"),
    ]
    assert alice.text == "Mitglieder\nhilft beim Fest;\nbringt Kuchen\nMitglied seit: 12.03.2021"
    assert (bob.subject, charlie.people[0].value) == ("Bob Bäcker", "+491705550100")
    assert items[-1].place == "Mitglieder.csv:9"


def test_a_recorded_list_keeps_its_own_word_and_refuses_what_is_no_name() -> None:
    items = read_all(LISTS / "donors.csv")
    assert known_as(items) == [("Archer, Alice", "alice@allies.example"), ("Bob Baker", "bob@bob.example")]
    assert [who.name for who in records(items)[1].people if who.role is As.LIST] == ["Donor", "once", "volunteer"]
    assert [(item.place, item.reason) for item in items[2:]] == [
        ("donors.csv:4", "a date where a name should be: 2024-01-05"),
        ("donors.csv:5", 'a formula where a name should be: =HYPERLINK("http://evil.example","x")'),
        ("donors.csv:6", "a row without a name, an address or a number"),
    ]


def test_a_recorded_workbook_is_read_sheet_by_sheet() -> None:
    assert detect(LISTS / "pupils.xlsx").sort is Sort.LIST
    items = read_all(LISTS / "pupils.xlsx")
    assert known_as(items) == [
        ("Alice Archer", "alice@allies.example"),
        ("Bob Bäcker", "bob@bob.example"),
        ("", "charlie@charlie.example"),  # the name is a formula, and no formula is worked out
    ]
    assert records(items)[0].text == "Schüler\nKlasse: 5b\nEintritt: 2024-08-01"
    assert [(item.place, item.reason.partition(":")[0]) for item in items if item.reason] == [
        ("pupils.xlsx:Schüler 2026:6", "a date where a name should be"),
        ("pupils.xlsx:Notizen", "no column with names or addresses"),
    ]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("name,address\nAlice,alice@allies.example\n", "name email"),
        ("Nom;Prénom;Courriel\nArcher;Alice;alice@allies.example\n", "family given email"),
        ("Nombre\tApellidos\tCorreo electrónico\nAlice\tArcher\talice@allies.example\n", "given family email"),
        ("Nombre|Teléfono\nAlice Archer|+34 600 123 456\n", "name phone"),
        (
            "First Name,Last Name,E-mail 1 - Value,Phone 1 - Value,Organization Name,Notes\nA,B,a@x.example,,,\n",
            "given family email phone company note",
        ),
        ("Kundennr,Kundenname,Betrag\n1,Alice Archer,3\n2,Bob Baker,4\n", "other name other"),
        ("id,wer,wo\n1,Alice Archer,alice@allies.example\n2,Bob Baker,bob@bob.example\n", "other name email"),
        ("Alice Archer,alice@allies.example\nBob Baker,bob@bob.example\n", "name email"),
        ("email\nalice@allies.example\nbob@bob.example\n", "email"),
        ("Voornaam,Achternaam,Lid\nAlice,Archer,ja\n", "given family other"),
        ("Imię i nazwisko;Telefon komórkowy\nAlice Archer;+48 600 123 456\n", "name phone"),
        (
            "Nachname;Vorname;Geburtsdatum;Foto\nArcher;Alice;01.02.2012;https://x.example/a\n",
            "family given other nothing",
        ),
        ("Email Address,First Name,Last Name,MEMBER_RATING\na@x.example,A,B,2\n", "email given family other"),
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_columns_are_told_by_headings_and_content(tmp_path: Path, text: str, fields: str, charset: str) -> None:
    path = put(tmp_path / "people.txt", text, charset)
    assert detect(path).sort is Sort.LIST
    items, found = table(path)
    assert " ".join(found.fields) == fields
    assert reasons(items) == []
    assert records(items)


@pytest.mark.parametrize(
    "text",
    [
        "Dear Alice,\n\nI write to you, and to Bob, alice@allies.example.\nYours, Charlie\n",
        "time,value\n1,2\n2,3\n",
        '{"name": "Alice", "email": "alice@allies.example"}\n',
        "import name, email\nprint(name, email)\n",
        "date,amount,note\n2024-01-01,5,cake\n",
    ],
)
def test_what_is_no_list_of_people_is_not_taken_for_one(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnknownSource):
        detect(put(tmp_path / "a.csv", text))


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("Spender", (Field.NAME, "Spender")),
        ("Name des Spenders", (Field.OTHER, "")),
        ("Donor Name", (Field.NAME, "Donor")),
        ("Kundenname", (Field.NAME, "Kunde")),
        ("Schüler/innen", (Field.NAME, "Schüler")),
        ("E-Mail-Adresse", (Field.EMAIL, "")),
        ("E-MAIL 2 ADDRESS", (Field.EMAIL, "")),
        ("Member Email", (Field.EMAIL, "Member")),
        ("Birthday", (Field.OTHER, "")),
    ],
)
def test_a_heading_says_what_stands_below_it(heading: str, told: tuple[Field, str]) -> None:
    assert field_of(heading) == told


def test_what_the_member_said_goes_before_what_is_guessed(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", "Wer,Name,E-Mail\nAlice Archer,Garten,alice@allies.example\n")
    items, found = table(path)
    assert (found.fields, known_as(items)) == (("other", "name", "email"), [("Garten", "alice@allies.example")])
    for told in ({"": {"wer": "name", "Name": "role"}}, {found.digest: {"Wer": "name", "Name": "role"}}):
        items, found = table(path, told)
        assert (found.fields, found.is_told) == (("name", "role", "email"), True)
        assert known_as(items) == [("Alice Archer", "alice@allies.example")]
        assert records(items)[0].text == "Garten"
    items, found = table(path, {"": {"Wer": "nonsense"}, "0" * 32: {"Wer": "name"}})
    assert not found.is_told


def test_of_two_columns_with_one_heading_each_can_be_said(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", "Name,E-Mail,e-mail,,\nBob,bob@bob.example,bob@home.example,Beete,5\n")
    guessed, found = table(path)
    assert found.headings == ("Name", "E-Mail", "e-mail (2)", "Column 4", "Column 5")
    assert found.fields == ("name", "email", "email", "other", "other")
    for told in ("", found.digest):
        items, found = table(path, {told: {"E-MAIL (2)": "nothing", "Column 4": "role"}})
        assert found.fields == ("name", "email", "nothing", "role", "other")
    (before,), (after,) = records(guessed), records(items)
    assert [who.value for who in before.people] == ["bob@bob.example", "bob@home.example"]
    assert [who.value for who in after.people] == ["bob@bob.example", "beete"]


def test_a_heading_that_has_a_number_keeps_it_for_itself() -> None:
    headings = ["Tel", "tel", "Tel (2)", "tel (2)", "TEL", "Column 6", " "]
    assert columns.told_apart(headings) == (
        "Tel",
        "tel (3)",
        "Tel (2)",
        "tel (2) (2)",
        "TEL (4)",
        "Column 6",
        "Column 7",
    )


@given(some.lists(some.sampled_from(["", " ", "x", "X", "x (2)", "x (2) (2)", "x (3)", "Column 2", "column 2 (2)"])))
def test_no_two_columns_are_called_the_same(headings: list[str]) -> None:
    names = columns.told_apart(headings)
    assert len(set(map(columns.folded, names))) == len(names) == len(headings)
    assert columns.told_apart(names) == names


def test_groups_are_parted_as_each_program_writes_them(tmp_path: Path) -> None:
    path = put(
        tmp_path / "a.csv",
        'Name,E-mail,Labels\nBob,b@x.example,* myContacts ::: Choir\nCharlie,c@x.example,"""donor"",""friend"""\n',
    )
    assert [record.text for record in records(table(path)[0])] == ["Choir", "donor, friend"]


def test_several_addresses_and_numbers_in_a_cell_come_in_and_what_is_neither_is_kept(tmp_path: Path) -> None:
    path = put(
        tmp_path / "a.csv",
        "Name,E-mail 1 - Value,Phone 1 - Value\n"
        "Bob,b@x.example ::: bob@y.example,+44 7700 900123 ::: +44 7700 900124\n"
        'Charlie,"c@x.example; charlie@y.example","030 123456, ext 7"\n'
        "Alice,on paper only,after six\n",
    )
    bob, charlie, alice = records(table(path)[0])
    assert [who.value for who in bob.people] == ["b@x.example", "bob@y.example", "+447700900123", "+447700900124"]
    assert [who.value for who in charlie.people] == ["c@x.example", "charlie@y.example", "030123456"]
    assert [who.value for who in alice.people] == ["alice"]
    assert alice.text == "E-mail 1 - Value: on paper only\nPhone 1 - Value: after six"


def test_a_list_that_names_no_one_says_how_to_say_it(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", "Wer,E-Mail\n12,keine\n13,keine\n")
    assert reasons(list(lists_items(path)))[0].startswith("no column with names or addresses: say which")
    items, _ = table(put(tmp_path / "b.csv", "email,X1\na@x.example,Alice\n"), {"": {"X1": "name"}})
    assert known_as(items) == [("Alice", "a@x.example")]


def lists_items(path: Path) -> list[Item]:
    """The items of a list, whatever it looks like."""
    return list(child.items(lists.pieces(path, Setting(now_s=NOW_S)), 0, path.name))


def test_a_row_is_the_same_from_csv_and_from_a_workbook(tmp_path: Path) -> None:
    rows = [["Name", "E-Mail"], ["Alice Archer", "alice@allies.example"], ["Bob Baker", "bob@bob.example"]]
    written = put(tmp_path / "a.csv", "\n".join(";".join(row) for row in rows))
    book = put(tmp_path / "a.xlsx", workbook({"Sheet1": rows}))
    packed = put(tmp_path / "a.zip", zipped({"lists/a.csv": written.read_bytes(), "lists/a.xlsx": book.read_bytes()}))
    first, second, third = (records(read_all(path)) for path in (written, book, packed))
    assert first == second
    assert [record.uid for record in third] == [record.uid for record in (*first, *second)]
    assert read_all(packed)[0].place == "a.zip/lists/a.csv:2"
    assert read_all(packed)[2].place == "a.zip/lists/a.xlsx:Sheet1:2"


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip archive of these files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKED = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def inline(text: str) -> str:
    """A cell that holds its text itself."""
    return f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def workbook(sheets: dict[str, list[list[str]]], **replaced: bytes) -> bytes:
    """A workbook with inline texts; `replaced` gives parts of it in other words: sheet1, texts, styles, workbook."""
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(sheets, 1)
    )
    linked = "".join(
        f'<Relationship Id="rId{at}" Target="worksheets/sheet{at}.xml"/>' for at in range(1, len(sheets) + 1)
    )
    files = {
        "[Content_Types].xml": f"{HEAD}<Types/>".encode(),
        "xl/workbook.xml": f"{HEAD}<workbook {SPACE} {LINKED}><sheets>{listed}</sheets></workbook>".encode(),
        "xl/_rels/workbook.xml.rels": f"{HEAD}<Relationships>{linked}</Relationships>".encode(),
    }
    for at, rows in enumerate(sheets.values(), 1):
        cells = "".join(f"<row>{''.join(map(inline, row))}</row>" for row in rows)
        files[f"xl/worksheets/sheet{at}.xml"] = (
            f"{HEAD}<worksheet {SPACE}><sheetData>{cells}</sheetData></worksheet>".encode()
        )
    names = {"sheet1": "xl/worksheets/sheet1.xml", "texts": "xl/sharedStrings.xml", "workbook": "xl/workbook.xml"}
    files |= {names[part]: content for part, content in replaced.items()}
    return zipped(files)


ROWS = [["Name", "E-Mail"], ["Alice Archer", "alice@allies.example"]]
BOMB = (
    HEAD
    + "<!DOCTYPE x ["
    + "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10 if at else "x" * 100}">' for at in range(12))
    + "]>"
)
SHEET = f"{HEAD}<worksheet {SPACE}><sheetData>"
GOOD_ROWS = "".join(f"<row>{''.join(map(inline, row))}</row>" for row in ROWS)
END = "</sheetData></worksheet>"


def sheet(inside: str) -> bytes:
    """A workbook whose first sheet has a good row, and this."""
    return workbook({"S": ROWS, "T": ROWS}, sheet1=(SHEET + GOOD_ROWS + inside + END).encode())


BOOKS = {
    "entities": (
        workbook({"S": ROWS, "T": ROWS}, sheet1=(BOMB + "<worksheet>&a11;</worksheet>").encode()),
        "a document type",
    ),
    "entities in texts": (
        workbook({"S": ROWS}, texts=(BOMB + "<sst><si><t>&a11;</t></si></sst>").encode()),
        "a document",
    ),
    "a file from outside": (
        workbook(
            {"S": ROWS, "T": ROWS},
            sheet1=f'{HEAD}<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'.encode(),
        ),
        "a document type",
    ),
    "nested 100,000 deep": (sheet("<row>" * 100_000), "nested too deep"),
    "cut off": (
        workbook({"S": ROWS, "T": ROWS}, sheet1=(SHEET + GOOD_ROWS + "<row><c").encode()),
        "the workbook is damaged",
    ),
    "50,000 columns": (sheet("<row>" + '<c t="b"><v>1</v></c>' * 50_000 + "</row>"), "more than 1,000 columns"),
    "a cell far away": (sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), ""),
    "no such text": (sheet('<row><c t="s"><v>99999999</v></c></row>'), ""),
    "a date in the year 9999": (
        sheet('<row><c s="1"><v>1e308</v></c><c><v>nan</v></c></row>'),
        "a number where a name",
    ),
    "1 MB in a cell": (sheet(f'<row><c t="inlineStr"><is><t>{"x" * 1_000_000}</t></is></c></row>'), ""),
    "a million texts": (
        workbook(
            {"S": ROWS}, texts=b"<sst>" + b"".join(b"<si><t>%d</t></si>" % at for at in range(1_000_002)) + b"</sst>"
        ),
        "",
    ),
    "a cell in the last place there is": (sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), ""),
    "60 MB of texts": (
        workbook({"S": ROWS}, texts=b"<sst>" + b"<si><t>" + b"abcdefgh" * 7_500_000 + b"</t></si></sst>"),
        "",
    ),
    "a sheet outside of it": (
        workbook(
            {"S": ROWS},
            workbook=f'{HEAD}<workbook {LINKED}><sheet name="x" r:id="../../etc/passwd"/></workbook>'.encode(),
        ),
        "a workbook without sheets",
    ),
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_hostile_workbook_is_limited_and_its_neighbours_come_in(tmp_path: Path, name: str) -> None:
    content, why = BOOKS[name]
    path = put(tmp_path / "a.xlsx", content)
    begun_s = children_cpu_s()
    items = read_all(
        put(tmp_path / "a.zip", zipped({"a.xlsx": path.read_bytes(), "b.csv": b"Name,E-Mail\nBob Baker,\n"}))
    )
    assert children_cpu_s() - begun_s < CPU_S
    assert known_as(items)[-1] == ("Bob Baker", "bob baker")
    assert not why or any(reason.startswith(why) for reason in reasons(items))
    assert not any("passwd" in record.text for record in records(items))


def test_hostile_workbooks_take_little_memory(tmp_path: Path) -> None:
    """Each in a process of its own: within 512 MB and 5 s of CPU, with nothing written."""
    made = [put(tmp_path / f"{number}.xlsx", content) for number, (content, _) in enumerate(BOOKS.values())]
    for name, verdict in zip(BOOKS, judged(made), strict=True):
        assert not verdict.faults, f"{name}: {verdict.faults}"
        assert 0 < verdict.memory_bytes < 512_000_000, name


TEXTS = {
    "a cell of 10 MB": ('"' + "x" * 10_000_000 + '",x\n', "a row that cannot be read: field larger than field limit"),
    "an open quote": (
        '"Bob, ' + "and so on\n" * 20_000,
        "a row that cannot be read: field larger than field limit",
    ),
    "a line of 10 MB": ("x" * 10_000_000 + "\n", "a row that cannot be read: field larger than field limit"),
    "100,000 columns": ("x," * 100_000 + "\n", "more than 1,000 columns"),
    "a name that is a formula": ("=cmd|' /C calc'!A0,x@x.example\n", "a formula where a name should be"),
    "another formula": ("@SUM(1+1),x@x.example\n", "a formula where a name should be"),
    "a number": ("4711,x@x.example\n", "a number where a name should be"),
    "a date": ("12/31/9999,x@x.example\n", "a date where a name should be"),
    "the year 0": ("0000-00-00,x@x.example\n", "a date where a name should be"),
    "nothing": ("?!,x@x.example\n", "no letter where a name should be"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_row_is_refused_with_its_line_and_its_neighbours_come_in(tmp_path: Path, name: str) -> None:
    content, why = TEXTS[name]
    good = "Name,E-Mail\nAlice Archer,alice@allies.example\n"
    path = put(tmp_path / "a.csv", good + content + "\nCharlie,charlie@x.example\n")
    begun_s = children_cpu_s()
    items = read_all(path)
    assert children_cpu_s() - begun_s < CPU_S
    assert known_as(items)[0] == ("Alice Archer", "alice@allies.example")
    assert ("Charlie", "charlie@x.example") in known_as(items)
    assert any(reason.startswith(why) for reason in reasons(items))
    assert items[1].place.startswith("a.csv:")


def test_hostile_rows_take_little_memory(tmp_path: Path) -> None:
    """Each in a process of its own: within 512 MB and 5 s of CPU, with nothing written."""
    large = {
        "a line of 100 MB": "x" * 100_000_000 + "\n",
        "quotes without end": '"' * 20_000_000 + "\n",
        "columns without end": "x," * 20_000_000 + "\n",
        "empty lines": "\n" * 50_000_000,
        "empty rows": ",,\n" * 20_000_000,
        "charsets": "\xf6" * 20_000_000 + "\n",
    }
    hostile = {name: content for name, (content, _) in TEXTS.items()} | large
    made = [
        put(tmp_path / f"{number}.csv", f"Name,E-Mail\nAlice,a@x.example\n{content}\nCharlie,c@x.example\n", "latin-1")
        for number, content in enumerate(hostile.values())
    ]
    for name, verdict in zip(hostile, judged(made), strict=True):
        assert not verdict.faults, f"{name}: {verdict.faults}"
        assert verdict.records, name


def test_odd_characters_harm_nothing(tmp_path: Path) -> None:
    raw = (
        b"Name,E-Mail,Note\n"
        b"Al\0ice,alice@allies.example,\x1b[31mred\n"
        b"\xe2\x80\xaeboB,bob@bob.example,\xed\xa0\x80 half\n"
        b"Charlie,charlie@x.example,\xff\xfe\n"
    )
    items = read_all(put(tmp_path / "a.csv", raw))
    assert [record.people[0].value for record in records(items)] == [
        "alice@allies.example",
        "bob@bob.example",
        "charlie@x.example",
    ]
    said = "".join(record.subject + record.text for record in records(items))
    assert not any(character in said for character in "\0\x1b")
    said.encode()


def test_twenty_thousand_rows_are_read_quickly_and_bad_ones_alone_refused(tmp_path: Path) -> None:
    rows = [f"Person {number},p{number}@x.example,+4930{number:06}" for number in range(20_000)]
    rows[777] = "2024-01-01,p777@x.example,"
    items = read_all(put(tmp_path / "customers.csv", "\n".join(["Name,Email,Phone", *rows])))
    assert (len(records(items)), len(reasons(items))) == (19_999, 1)
    assert items[777].place == "customers.csv:779"
    assert records(items)[0].people[-1].value == "customers"


def test_a_workbook_of_text_documents_and_old_forms_says_what_helps(tmp_path: Path) -> None:
    document = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"})
    for content, advice in (
        (document, "is a text document or slides: give a list as .xlsx or .csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "in an old form of Office: save it as .xlsx, .csv or .eml"),
    ):
        with pytest.raises(UnknownSource, match=advice):
            detect(put(tmp_path / "a.bin", content))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-03-12", 1_615_507_200),
        ("12.03.2021", 1_615_507_200),
        ("12 Mar 2021", 1_615_507_200),
        ("03/25/2021", 1_616_630_400),
        ("0000-01-01", 0),
        ("31.31.2021", 0),
        ("soon", 0),
    ],
)
def test_a_day_is_read_as_lists_write_it(text: str, day: int) -> None:
    assert columns.day_s(text) == day


WRITTEN = [path.read_bytes() for path in sorted(LISTS.iterdir())]


@settings(max_examples=60, deadline=None)
@given(raw=some.sampled_from(WRITTEN), seed=some.integers(0, 1 << 32))
def test_a_changed_list_is_read_or_refused_and_never_raises(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes, seed: int
) -> None:
    chance = random.Random(seed)
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed))
        changed[at : at + chance.choice((0, 1, 4, 40))] = chance.randbytes(chance.choice((0, 1, 4)))
    path = put(tmp_path_factory.mktemp("list") / "a", bytes(changed))
    for item in lists_items(path):
        assert (item.record is None) == bool(item.reason)
        assert "cannot be read (" not in item.reason
