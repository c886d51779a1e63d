"""Which mail folders hold correspondence: not what was thrown away, is not wanted, or was not sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from allies.traces.accounts.paths import mark, safe

MOST = 2_000
LEFT_OUT = frozenset(
    {rb"\junk", rb"\trash", rb"\drafts", rb"\flagged", rb"\important", rb"\noselect", rb"\nonexistent"}
)
LEFT_OUT_NAMES = frozenset(
    name
    for names in (
        "junk, junk e-mail, junk email, spam, bulk mail, trash, deleted, deleted items, deleted messages, bin, drafts",
        "draft, outbox, templates, papierkorb, gelöscht, gelöschte elemente, gelöschte objekte, entwürfe, postausgang",
        "spamverdacht, unerwünscht, unbekannt, corbeille, éléments supprimés, brouillons, indésirables, courrier",
        "indésirable, papelera, elementos eliminados, borradores, correo no deseado, cestino, posta eliminata, bozze",
        "posta indesiderata, prullenbak, verwijderde items, concepten, ongewenste e-mail, lixeira, lixo, rascunhos",
        "itens excluídos, kosz, elementy usunięte, robocze, szkice, wiadomości-śmieci, papperskorg, borttagna objekt",
        "utkast, skräppost, papirkurv, slettede elementer, kladder, корзина, удаленные, черновики, спам",
    )
    for name in names.split(", ")
)


@dataclass(frozen=True, slots=True)
class Folder:
    """One mail folder: its name at the server, and where what it holds is put here."""

    name: str
    path: str


def chosen(listed: Iterable[tuple[Iterable[bytes], bytes | None, str]]) -> list[Folder]:
    """The folders to read, of those that a server lists (flags, what parts its names, name).

    Where one folder holds all mail, as at Gmail, it alone is read: the others are labels on the same messages.
    """
    kept: list[Folder] = []
    everything: list[Folder] = []
    for flags, delimiter, name in listed:
        told = {flag.lower() for flag in flags}
        parts = name.split(delimiter.decode("latin-1")) if delimiter else [name]
        if told & LEFT_OUT or any(part.strip().casefold() in LEFT_OUT_NAMES for part in parts):
            continue
        folder = Folder(name, "/".join([*map(safe, parts[:-1]), "Sent" if rb"\sent" in told else safe(parts[-1])]))
        (everything if rb"\all" in told else kept).append(folder)
    return sorted(everything or kept, key=lambda folder: (folder.name.upper() != "INBOX", folder.name))[:MOST]


def file_name(folder: Folder, uid: int) -> str:
    """Where a message is put: two folders whose names look alike here do not get into each other's way."""
    return f"{folder.path}/{uid}-{mark(folder.name)}.eml"
