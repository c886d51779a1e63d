"""An invented town where it is known who is who: names of unequal frequency, addresses made of them."""

from __future__ import annotations

import random


def town(size: int, seed: int) -> tuple[list[str], list[str], list[int]]:
    """Names and addresses of `size` identities of seven tenths as many persons, and whose each is."""
    chance = random.Random(seed)
    syllables = ["ba", "ko", "mi", "ra", "tel", "son", "ver", "lin", "da", "gor", "wi", "hu", "pe", "sto", "na", "fi"]

    def word(length: int) -> str:
        return "".join(chance.choice(syllables) for _ in range(length))

    firsts, lasts = [word(2) for _ in range(200)], [word(3) for _ in range(1_500)]
    persons = [(_often(firsts, chance), _often(lasts, chance)) for _ in range(size * 7 // 10)]
    domains = ["many.example"] * 200 + [f"{word(2)}.example" for _ in range(200)]
    names, addresses, truth, owner = list[str](), list[str](), list[int](), dict[str, int]()
    while len(names) < size:
        number = len(names) if len(names) < len(persons) else chance.randrange(len(persons))
        first, last = persons[number]
        local = chance.choice([f"{first}.{last}", f"{first[0]}{last}", f"{first}{chance.randrange(1000)}"])
        address = f"{local}@{chance.choice(domains)}"
        if owner.setdefault(address, number) == number:
            names.append(
                chance.choice([f"{first} {last}", f"{last}, {first}", f"{first[0]}. {last}", first, ""]).title()
            )
            addresses.append(address)
            truth.append(number)
    return names, addresses, truth


def _often(words: list[str], chance: random.Random) -> str:
    """A word, the first ones more often than the last: the frequencies of names fall about so."""
    return words[min(int(len(words) ** chance.random() * 1.5), len(words) - 1)]
