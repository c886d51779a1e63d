"""The full-text index over one member's traces: their subjects, their words, the addresses of who wrote them.

It lies in a folder of its own. Where something was removed it is made anew in a fresh folder, and a link is moved over
to that in one step; the old folder is deleted, and the removed words with it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import groupby
from math import log1p
from operator import itemgetter
from pathlib import Path
from threading import Thread
from typing import Any, cast

import tantivy

from allies.lib import files, ids
from allies.people.models import Member
from allies.traces.models import Participation, Trace
from allies.traces.records import As

LINK, FOLDERS = "text", "text-"
HEAP_BYTES = 50_000_000
CHUNK = 2_000  # traces read at a time
LONGEST_WORD = 64  # letters; beyond it is no word
LONGEST_QUESTION = 500  # letters of what someone searches for
MOST_WORDS = 12
WEIGHTS = {"subject": 2.0, "text": 1.0, "author": 1.0}
ANALYZER = "words"
Row = tuple[int, str, str, str]  # a trace, its subject, its text, the addresses of who wrote it
NO_AUTHORS: tuple[int, Iterator[tuple[int, str]]] = (0, iter(()))


class Busy(RuntimeError):
    """Something else is adding to the same index."""


class Index:
    """One member's index, open for reading and writing."""

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("trace", stored=False, indexed=False, fast=True)
        for name in WEIGHTS:
            builder.add_text_field(name, stored=False, tokenizer_name=ANALYZER, index_option="freq")
        self.schema = builder.build()
        self.analyzer = _analyzer()
        self._index = tantivy.Index(self.schema, path=str(folder))
        self._index.register_tokenizer(ANALYZER, self.analyzer)
        self._index.reload()
        self.searcher: Any = self._index.searcher()

    @property
    def last(self) -> int:
        """The last trace in it; 0 where there is none."""
        newest = self.searcher.search(tantivy.Query.all_query(), limit=1, count=False, order_by_field="trace").hits
        return int(newest[0][0]) if newest else 0

    def add(self, rows: Iterable[Row]) -> None:
        """Add traces: all of them, or none."""
        writer = self.writer()
        fill(writer, rows)
        self.take(writer)

    def writer(self) -> Any:
        """What traces can be filled into. Raises Busy where another one is open, here or in another process."""
        try:
            return self._index.writer(heap_size=HEAP_BYTES, num_threads=1)
        except ValueError as error:
            if "LockBusy" in str(error):
                raise Busy from error
            raise

    def take(self, writer: Any) -> None:
        """Keep what was filled in, for good, so that it is found."""
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self.searcher = self._index.searcher()

    def search(self, text: str, limit: int) -> list[tuple[int, float]]:
        """(trace, score), best first: of traces that hold all the words, else of those that hold any."""
        words = list(dict.fromkeys(self.analyzer.analyze(text[:LONGEST_QUESTION])))[:MOST_WORDS]
        if not words or limit < 1:
            return []
        for occur in (tantivy.Occur.Must, tantivy.Occur.Should):
            query = tantivy.Query.boolean_query([(occur, self._word(word)) for word in words])
            hits = self.searcher.search(query, limit=limit, count=False).hits
            if hits:
                break
        traces = self.searcher.fast_field_values("trace", [address for _, address in hits])
        return [(int(trace), float(score)) for trace, (score, _) in zip(traces, hits, strict=True)]

    def rarity(self, word: str) -> float:
        """How much it says that a trace holds this word, above 0 (Sparck Jones 1972)."""
        there = sum(self.searcher.doc_freq(field, word) for field in ("subject", "text"))
        return log1p(self.searcher.num_docs / max(there, 1))

    def _word(self, word: str) -> Any:
        return tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.boost_query(self._in(field, word), weight))
                for field, weight in WEIGHTS.items()
            ]
        )

    def _in(self, field: str, word: str) -> Any:
        return tantivy.Query.term_query(self.schema, field, word, index_option="freq")


def fill(writer: Any, rows: Iterable[Row]) -> None:
    """Hand traces on to a writer, which takes them in beside."""
    for trace, subject, text, author in rows:
        document = tantivy.Document()
        document.add_integer("trace", trace)
        document.add_text("subject", subject)
        document.add_text("text", text)
        document.add_text("author", author)
        writer.add_document(document)


def search(member: Member, text: str, limit: int) -> list[tuple[int, float]]:
    """(trace, score) of the traces that speak of this, best first. Nothing that is typed is an error."""
    index = opened(member)
    return index.search(text, limit) if index is not None else []


def is_whole(member: Member, *, last: int | None = None) -> bool:
    """Whether the index holds just the traces that are there, up to the last one in it (or `last`)."""
    index = opened(member)
    if index is None:
        return False
    there = Trace.objects.owned_by(member).filter(pk__lte=index.last if last is None else last).count()
    return bool(there == index.searcher.num_docs)


def refresh(member: Member) -> None:
    """Add the traces that came since. The index must be whole. While an import adds to it, this is left to that."""
    index = opened(member)
    if index is None or (last := Trace.objects.newest(member)) <= index.last:
        return
    with suppress(Busy):
        index.add(_rows(member, index.last, last))


def rebuild(member: Member) -> None:
    """Make the index from nothing, and delete every other."""
    folder = files.private_folder(_home(member) / f"{FOLDERS}{ids.new()}")
    Index(folder).add(_rows(member, 0, Trace.objects.newest(member)))
    fresh = _home(member) / f".{folder.name}"
    fresh.symlink_to(folder.name, target_is_directory=True)
    fresh.replace(_home(member) / LINK)
    for old in _home(member).glob(f"{FOLDERS}*"):
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)


class Following:
    """What takes in new traces while they are written, so that they need not be read again."""

    def __init__(self, index: Index | None, writer: Any) -> None:
        self._index = index
        self._writer = writer  # None: nothing is taken in
        self._keeping: Thread | None = None

    def take_in(self, rows: Iterable[Row]) -> None:
        """Add these, before `keep`."""
        if self._writer is not None:
            with suppress(ValueError):  # such as a full disk, of which the traces themselves tell
                fill(self._writer, rows)

    def keep(self) -> None:
        """Begin to write down for good what was taken in, beside whatever comes next."""
        if self._writer is not None and self._keeping is None:
            self._keeping = Thread(target=self._keep, name="keeping words")
            self._keeping.start()

    def end(self) -> None:
        """Wait until all that was taken in is kept."""
        self.keep()
        if self._keeping is not None:
            self._keeping.join()

    def _keep(self) -> None:
        with suppress(ValueError):
            cast("Index", self._index).take(self._writer)


@contextmanager
def following(member: Member) -> Iterator[Following]:
    """What takes in new traces while an import writes them. What it took in is kept, however the import ends.

    Where the index is behind or someone else adds to it nothing is taken in: the next refresh finds what is missing.
    """
    index, writer = opened(member) or _begun(member), None
    if index is not None and index.last == Trace.objects.newest(member):
        with suppress(Busy):
            writer = index.writer()
    taking = Following(index, writer)
    try:
        yield taking
    finally:
        taking.end()


def _begun(member: Member) -> Index | None:
    """An empty index for someone of whom nothing is there yet; None where there is something, or no room for it."""
    if Trace.objects.newest(member):
        return None
    with suppress(OSError, ValueError):
        rebuild(member)
    return opened(member)


def _home(member: Member) -> Path:
    return files.derived(member.key)


def opened(member: Member) -> Index | None:
    """The index; None where there is none, or none that can be read."""
    folder = _home(member) / LINK
    try:
        # resolved first, so that a reader stays in one folder while the link moves
        return Index(folder.resolve(strict=True)) if tantivy.Index.exists(str(folder.resolve())) else None
    except (OSError, ValueError):
        return None


def _rows(member: Member, since: int, last: int) -> Iterator[Row]:
    wrote = Participation.objects.owned_by(member).filter(trace__gt=since, trace__lte=last, role=As.FROM)
    rows = wrote.order_by("trace", "pk").values_list("trace_id", "handle__value")
    authors = groupby(rows.iterator(chunk_size=CHUNK), key=itemgetter(0))
    trace, values = next(authors, NO_AUTHORS)
    traces = Trace.objects.owned_by(member).filter(pk__gt=since, pk__lte=last).order_by("pk")
    for pk, subject, text in traces.values_list("pk", "subject", "text").iterator(chunk_size=CHUNK):
        author = ""
        if trace == pk:
            author = " ".join(value for _, value in values)
            trace, values = next(authors, NO_AUTHORS)
        yield pk, subject, text, author


def _analyzer() -> Any:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(LONGEST_WORD))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .build()
    )
