"""The reading of minutes beside peers, in one run: MB of text per CPU second, one process.

Goal: the whole reading, all fields, at least 6 MB per CPU second; time linear in the text; memory
that does not grow with the number of files. The texts are made here from the invented minutes in
`imports/examples`, between paragraphs without money, as whole minutes are. Two more figures are
information, not the goal's: the same minutes with their lines broken at 80 characters, and where
`../shared/corpus` is at hand passages that are dense with money.

    python tests/bench/bench_reader.py [--seconds 3] [--largest 100] [--folder MINUTES]

Peers that pip can install (price-parser, spacy) are run where they are installed; they give sums
alone, and no other field. The plain regular expression is the limit: one pass that keeps nothing.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import resource
import statistics
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

EXAMPLES = ROOT / "imports" / "examples"
DENSE = ROOT.parent / "shared" / "corpus" / "docs"  # passages about money, and little else
PROSE_PER_PART = 17_000  # bytes without money for each example (about 4 000 bytes, 6 sums)
SEED = 20240315
GOAL_MB = 6

# Invented, as everything here. {n} is a small number, {year} a year, {place} a kommun.
SENTENCES = (
    "Samordnaren redogjorde för arbetet i {place} och för hur många som har deltagit under våren.",
    "Gruppen gick igenom tidplanen; nästa avstämning är den {n} mars {year} i {place}.",
    "Det finns {n} utbildade handledare i länet, och ytterligare {n} anmälda från {place}.",
    "Frågan om lokaler i {place} bereds vidare och tas upp igen vid mötet i oktober {year}.",
    "Enkäten besvarades av {n} procent av de anställda, fler än {year}.",
    "Ordföranden tackade för ett gott samarbete och hälsade de nya ledamöterna välkomna.",
    "Arbetsgruppen har träffats {n} gånger sedan förra mötet och lämnar sin rapport före sommaren.",
    "Rutinen för samordnad planering ses över tillsammans med verksamheterna i {place}.",
    "Vid mötet {year}-0{d}-1{d} visades en film om anhörigas erfarenheter av vården.",
    "Remissen besvaras senast vecka {n}; {place} håller i pennan.",
    "Information läggs till handlingarna.",
    "Det nya journalsystemet införs stegvis, först i {place} och därefter i resten av länet.",
)
HEADINGS = ("Lägesrapport", "Information från länet", "Övriga frågor", "Uppföljning av planen")
PLACES = ("Filipstad", "Sollefteå", "Gävle", "Timrå", "Arvika", "Ockelbo", "Kramfors", "Säffle")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3, help="for each measure")
    parser.add_argument("--largest", type=int, default=100, help="MB of the largest text")
    parser.add_argument("--folder", type=Path, help="minutes (.txt, .md) to measure in their place")
    parser.add_argument("--memory", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.memory:
        print(peak_after(given.memory))
        return
    texts = folder_texts(given.folder) if given.folder else [minutes(i) for i in range(40)]
    beside_peers(texts, given.seconds)
    alone("the same with lines of 80 characters", [broken(text) for text in texts])
    if DENSE.is_dir():
        alone("dense passages, as one text", ["\n\n".join(folder_texts(DENSE))])
    grows_with_text([size for size in (1, 10, 100) if size <= given.largest])
    grows_with_files((200, 2000))


# ---------------------------------------------------------------- what is read


def minutes(number: int) -> str:
    """Invented minutes as long as whole ones: an example's items between items without money."""
    chance = random.Random(SEED + number)
    examples = sorted(path for path in EXAMPLES.iterdir() if path.suffix in {".txt", ".md"})
    example = examples[number % len(examples)].read_text(encoding="utf-8")
    head, *items = re.split(r"\n(?=(?:#+ |§ ?)?\d+[. ])", example)
    parts = [head]
    for item in items:
        parts.append("".join(_prose(chance, PROSE_PER_PART // len(items))))
        parts.append(item)
    return "\n".join(parts)


def broken(text: str, width: int = 80) -> str:
    """The text with its long lines broken, as plain text files and e-mails have them."""
    lines = (textwrap.fill(line, width) if len(line) > width else line for line in text.split("\n"))
    return "\n".join(lines)


def _prose(chance: random.Random, size: int) -> Iterator[str]:
    length = 0
    while length < size:
        sentences = [
            chance.choice(SENTENCES).format(
                n=chance.randrange(2, 90), d=chance.randrange(1, 9), place=chance.choice(PLACES),
                year=chance.randrange(2019, 2026),
            )
            for _ in range(chance.randrange(2, 7))
        ]  # fmt: skip
        heading = f"{chance.choice(HEADINGS)}\n\n" if chance.random() < 0.2 else ""
        paragraph = f"\n{heading}{' '.join(sentences)}\n"
        length += len(paragraph.encode())
        yield paragraph


def folder_texts(folder: Path) -> list[str]:
    paths = sorted(path for path in folder.rglob("*") if path.suffix in {".txt", ".md"})
    return [path.read_text(encoding="utf-8") for path in paths]


# ---------------------------------------------------------------- who reads


def ours() -> Callable[[str], int]:
    from imports.formats.reading import snapshot_bytes
    from imports.minutes.reader import read_minutes
    from imports.parallel import collect_seldom
    from ledger.parties.names import Names

    collect_seldom()  # as the commands do
    names = Names.shipped()
    return lambda text: len(read_minutes(snapshot_bytes("m.txt", text.encode()), names).candidates)


def price_parser() -> Callable[[str], int]:
    """It reads one price of a string: it is asked for every line with a digit."""
    from price_parser import Price  # type: ignore[import-not-found]

    digit = re.compile(r"\d")

    def read(text: str) -> int:
        lines = (line for line in text.splitlines() if digit.search(line))
        return sum(Price.fromstring(line).amount is not None for line in lines)

    return read


def spacy_matcher() -> Callable[[str], int]:
    import spacy  # type: ignore[import-not-found]
    from spacy.matcher import Matcher  # type: ignore[import-not-found]

    nlp = spacy.blank("sv")
    nlp.max_length = 10**9
    matcher = Matcher(nlp.vocab)
    matcher.add("SUM", [[{"LIKE_NUM": True, "OP": "+"}, {"LOWER": {"IN": list(UNITS)}}]])
    return lambda text: len(matcher(nlp(text)))


def plain_expression() -> Callable[[str], int]:
    units = "|".join(sorted(UNITS, key=len, reverse=True))
    pattern = re.compile(rf"\d[\d  .,]*(?:{units})\b")
    return lambda text: sum(1 for _ in pattern.finditer(text))


UNITS = ("kr", "kronor", "tkr", "mkr", "mnkr", "msek", "miljoner", "miljarder")
READERS = {
    "medelsbok, all fields": ours,
    "spaCy blank sv, Matcher": spacy_matcher,
    "price-parser, line by line": price_parser,
    "a plain regular expression": plain_expression,
}


# ---------------------------------------------------------------- measures


def beside_peers(texts: list[str], seconds: float) -> None:
    """Each reader over the same texts, in turns; the medians of their speeds."""
    size = sum(len(text.encode()) for text in texts)
    readers = {}
    for name, make in READERS.items():
        try:
            readers[name] = make()
        except ImportError as missing:
            print(f"{name}: not installed ({missing.name}); left out")
    found = {name: sum(map(read, texts)) for name, read in readers.items()}  # and warmed up
    speeds: dict[str, list[float]] = {name: [] for name in readers}
    spent = dict.fromkeys(readers, 0.0)
    while min(spent.values()) < seconds or min(map(len, speeds.values())) < 3:
        for name, read in readers.items():
            if spent[name] < seconds or len(speeds[name]) < 3:
                taken = cpu_of(lambda read=read: [read(text) for text in texts])  # type: ignore[misc]
                spent[name] += taken
                speeds[name].append(size / 1e6 / taken)
    own = statistics.median(speeds["medelsbok, all fields"])
    sums = found["medelsbok, all fields"]
    print(f"{len(texts)} minutes, {size / 1e6:.2f} MB, a statement for every {size // sums} bytes")
    for name, several in speeds.items():
        speed = statistics.median(several)
        print(f"  {name:28}{speed:8.2f} MB/CPU s   {speed / own:6.2f} ×   {found[name]} found")
    print(f"  goal: {GOAL_MB} MB/CPU s; reached: {'yes' if own >= GOAL_MB else 'no'}")


def alone(name: str, texts: list[str]) -> None:
    """Our own speed on other texts: information."""
    read = ours()
    size = sum(len(text.encode()) for text in texts) / 1e6
    found = sum(map(read, texts))  # and warmed up
    taken = min(cpu_of(lambda: [read(text) for text in texts]) for _turn in range(3))
    print(
        f"  {name}: {size / taken:.2f} MB/CPU s, {taken / found * 1e3:.2f} ms for each of {found}"
    )


def grows_with_text(sizes: list[int]) -> None:
    """One text of 1, 10, 100 MB: the time for a megabyte stays what it was."""
    read = ours()
    one = "\n\n".join(minutes(i) for i in range(60))
    read(one[:100_000])
    base = 0.0
    for wanted in sizes:
        text = one * math.ceil(wanted * 10**6 / len(one))
        size = len(text.encode()) / 1e6
        taken = cpu_of(lambda text=text: read(text))  # type: ignore[misc]
        base = base or taken / size
        print(
            f"{size:6.1f} MB in one text: {taken / size:.3f} CPU s/MB, {taken / size / base:.2f} ×"
        )


def grows_with_files(counts: tuple[int, int]) -> None:
    """The most memory ever used, after few and many files, each in a process of its own."""
    few, many = (
        int(subprocess.check_output([sys.executable, __file__, "--memory", str(count)]))
        for count in counts
    )
    print(
        f"memory after {counts[0]} files {few / 1e3:.0f} MB, after {counts[1]} {many / 1e3:.0f} MB"
    )
    print(f"  {many / few:.2f} × for {counts[1] // counts[0]} × the files")


def peak_after(count: int) -> int:
    """Kilobytes at the most, after reading `count` files one by one."""
    read = ours()
    for number in range(count):
        read(minutes(number))
    status = Path("/proc/self/status")
    if status.exists():  # the figure of getrusage is the parent's too
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1])  # type: ignore[index]
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def cpu_of(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    main()
