"""XML from elsewhere as a stream of its elements: no tree is built, nothing is fetched, no entity is defined."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from allies.traces.sources import streams
from allies.traces.sources.pieces import Refused, Setting

DEPTH = 200
IDLE = 500_000  # elements, one after the other, that say nothing to whoever reads them
ATTRIBUTE_CHARACTERS = 200_000
STEP_BYTES = 1 << 16  # so that few elements are held at once, also of a file that is nothing else
# References to half a character. XML has none, but phone backups write every emoji as two of them.
HALVES = re.compile(
    rb"&#(5529[6-9]|55[3-9]\d\d|56[0-2]\d\d|563[01]\d);&#(563[2-9]\d|56[4-9]\d\d|57[0-2]\d\d|573[0-3]\d|5734[0-3]);"
)
# Those to what is no character at all: a half that is alone, a control code.
NONE = re.compile(
    rb"&#(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]|0{0,3}(?:[0-8]|1[124-9]|2\d|3[01]));"
)
UNREADABLE = b"&#65533;"  # U+FFFD
CUT = re.compile(rb"&(?:#\d{0,5})?(?:;&?(?:#\d{0,5})?)?\Z")  # which the next block may go on with
CUT_BYTES = 15


@dataclass(frozen=True, slots=True)
class Started:
    """One element as it begins: its name, and what its attributes say."""

    name: str
    depth: int  # 1 for the outermost
    attributes: dict[str, str]
    done: float = 0.0


def started(path: Path, setting: Setting) -> Iterator[Started]:
    """The elements of an XML file in the order in which they begin.

    Raises Refused where it is not well formed, is nested too deep, or defines entities. What refers to no character
    becomes U+FFFD. Memory: one block's elements.
    """
    handler = _Handler()
    parser = make_parser()
    parser.setContentHandler(handler)
    is_first = True
    try:
        for block, done in _mended(streams.blocks(path, setting.tick)):
            if is_first:
                block, is_first = block.removeprefix(b"\xef\xbb\xbf").lstrip(), False
            for at in range(0, len(block), STEP_BYTES):
                parser.feed(block[at : at + STEP_BYTES])
                for found in handler.taken():
                    yield Started(found.name, found.depth, found.attributes, done)
        parser.close()
    except Refused:
        yield from handler.taken()
        raise
    except DefusedXmlException as error:
        raise Refused("defines entities: made to do harm") from error
    except (LookupError, ValueError) as error:  # a charset that there is not, or that it has no parser for
        raise Refused(f"no XML that can be read: {str(error)[:120]}") from error
    except SAXParseException as error:
        yield from handler.taken()
        reason = f"line {error.getLineNumber()}: {error.getMessage()}"
        raise Refused(f"no XML that can be read from here on ({reason[:120]})") from error


def _mended(blocks: Iterator[tuple[bytes, float]]) -> Iterator[tuple[bytes, float]]:
    """The same without references to halves of characters, or to none."""
    held, done = b"", 0.0
    for block, done in blocks:
        block = HALVES.sub(_joined, held + block)
        cut = CUT.search(block, max(len(block) - CUT_BYTES, 0))
        end = cut.start() if cut else len(block)
        held = block[end:]
        yield NONE.sub(UNREADABLE, block[:end]), done
    yield NONE.sub(UNREADABLE, held), done


def _joined(halves: re.Match[bytes]) -> bytes:
    high, low = int(halves[1]) - 0xD800, int(halves[2]) - 0xDC00
    return b"&#%d;" % (0x10000 + (high << 10) + low)


class _Handler(ContentHandler):
    """Notes what begins."""

    def __init__(self) -> None:
        super().__init__()
        self._found: list[Started] = []
        self._depth = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - the name that xml.sax calls
        """Note an element."""
        self._depth += 1
        if self._depth > DEPTH:
            raise Refused(f"nested more than {DEPTH} deep: the rest is not read")
        attributes = {key: value[:ATTRIBUTE_CHARACTERS] for key, value in attrs.items()}
        self._found.append(Started(name, self._depth, attributes))

    def endElement(self, _name: str) -> None:  # noqa: N802 - the name that xml.sax calls
        """Note that one ended."""
        self._depth -= 1

    def taken(self) -> list[Started]:
        """What was noted since the last call."""
        found, self._found = self._found, []
        return found
