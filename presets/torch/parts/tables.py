import csv
import glob
import gzip
import math
import os

import torch


def table_files(pattern):
    """The files that a path, a folder or a pattern names, in order."""
    found = []
    for word in pattern.split(","):
        if os.path.isdir(word):
            word = os.path.join(word, "*")
        found += sorted(glob.glob(word))
    if not found:
        raise SystemExit(f"there is no file {pattern}")
    return [open_table(path) for path in found]


def open_table(path):
    name = path.removesuffix(".gz")
    for ending, kind in ((".csv", TextTable), (".tsv", TextTable), (".npy", ArrayTable), (".parquet", ParquetTable)):
        if name.endswith(ending):
            return kind(path)
    raise SystemExit(f"{path} is no table that is read here: .csv, .csv.gz, .tsv, .npy or .parquet")


class TextTable:
    """A table of text with a line of names, or without one the columns in order."""

    def __init__(self, path):
        self.path = path
        with self.open() as file:
            first = file.readline()
            self.sign = max(",;\t", key=first.count)
            names = [word.strip() for word in next(csv.reader([first], delimiter=self.sign))]
            wanted = COLUMNS + [name for name, _ in GIVEN]
            self.named = all(name in names for name in wanted)
            if not self.named and (len(names) < len(wanted) or not is_number(names[0])):
                missing = [name for name in wanted if name not in names]
                raise SystemExit(f"{path} has no column {missing[0]}; it has {', '.join(names)}")
            self.places = [names.index(n) for n in wanted] if self.named else range(len(wanted))
            self.rows = sum(1 for _ in csv.reader(file, delimiter=self.sign)) + (not self.named)

    def open(self):
        if self.path.endswith(".gz"):
            return gzip.open(self.path, "rt", encoding="utf-8-sig", newline="")
        return open(self.path, encoding="utf-8-sig", newline="")

    def read(self, start, stop):
        """Rows from start to before stop; one that lacks a number is nan."""
        rows = []
        with self.open() as file:
            lines = csv.reader(file, delimiter=self.sign)
            if self.named:
                next(lines)
            for i, line in enumerate(lines):
                if i >= stop:
                    break
                if i >= start:
                    rows.append(self.numbers(line))
        return torch.tensor(rows, dtype=torch.float64).reshape(stop - start, -1)

    def numbers(self, line):
        cells = [line[i].strip() if i < len(line) else "" for i in self.places]
        numbers = [float(c) if is_number(c) else math.nan for c in cells[: len(COLUMNS)]]
        for (name, levels), cell in zip(GIVEN, cells[len(COLUMNS):]):
            if levels is None:
                numbers.append(float(cell) if is_number(cell) else math.nan)
            elif cell in levels:
                numbers += [float(cell == level) for level in levels]
            else:
                numbers += [math.nan] * len(levels)
        return numbers


def is_number(text):
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


class ArrayTable:
    """An array of numbers, of which only what is asked for is read."""

    def __init__(self, path):
        try:
            import numpy
        except ImportError:
            raise SystemExit(f"{path} takes numpy to read") from None
        self.array = numpy.load(path, mmap_mode="r")
        self.rows, wide = len(self.array), len(COLUMNS) + len(GIVEN)
        if self.array.ndim != 2 or self.array.shape[1] != wide or any(levels for _, levels in GIVEN):
            raise SystemExit(f"{path} is {self.array.shape}, and the flow takes rows of {wide} numbers")

    def read(self, start, stop):
        return torch.tensor(self.array[start:stop].tolist(), dtype=torch.float64).reshape(stop - start, -1)


class ParquetTable:
    """A table of columns, of which the row groups that are asked for are read."""

    def __init__(self, path):
        try:
            from pyarrow import parquet
        except ImportError:
            raise SystemExit(f"{path} takes pyarrow to read") from None
        self.file = parquet.ParquetFile(path)
        self.rows = self.file.metadata.num_rows
        wanted = COLUMNS + [name for name, _ in GIVEN]
        missing = [name for name in wanted if name not in self.file.schema_arrow.names]
        if missing:
            raise SystemExit(f"{path} has no column {missing[0]}; it has {', '.join(self.file.schema_arrow.names)}")

    def read(self, start, stop):
        groups, at, first = [], 0, None
        for i in range(self.file.num_row_groups):
            rows = self.file.metadata.row_group(i).num_rows
            if at < stop and at + rows > start:
                groups.append(i)
                first = at if first is None else first
            at += rows
        if not groups:
            return torch.empty(0, sum(len(levels or [0]) for _, levels in GIVEN) + len(COLUMNS), dtype=torch.float64)
        table = self.file.read_row_groups(groups, columns=COLUMNS + [name for name, _ in GIVEN])
        table = table.slice(start - first, stop - start)
        columns = [self.numbers(table[name]) for name in COLUMNS]
        for name, levels in GIVEN:
            if levels is None:
                columns.append(self.numbers(table[name]))
            else:
                texts = [str(v) for v in table[name].to_pylist()]
                columns += [[float(t == level) if t in levels else math.nan for t in texts] for level in levels]
        return torch.tensor(columns, dtype=torch.float64).T.contiguous()

    def numbers(self, column):
        return [math.nan if v is None else float(v) for v in column.to_pylist()]


def read_share(pattern, rank, world):
    """The rows of all files of which this process has an even share, and the number of
    the first among all rows."""
    tables = table_files(pattern)
    total = sum(t.rows for t in tables)
    begin, end = total * rank // world, total * (rank + 1) // world
    parts, at = [], 0
    for t in tables:
        start, stop = max(begin, at) - at, min(end, at + t.rows) - at
        if start < stop:
            parts.append(t.read(start, stop))
        at += t.rows
    if not parts:
        raise SystemExit(f"{pattern} has {total} rows, too few for {world} processes")
    return torch.cat(parts), begin


def chance_of(*numbers):
    """A generator of chance that depends on these numbers alone."""
    seed = 0
    for n in numbers:
        seed = (seed * 1_000_003 + n) % 2**63
    return torch.Generator().manual_seed(seed)


def split_rows(first, count, seed, *shares):
    """Which part each row belongs to, by chance that depends on its number alone: 1, 2, …
    with the shares given, else 0."""
    block, parts = 1 << 16, []
    for b in range(first // block, (first + count - 1) // block + 1):
        parts.append(torch.rand(block, generator=chance_of(seed, b), dtype=torch.float64))
    at = first % block
    u, edges = torch.cat(parts)[at : at + count], torch.tensor(shares, dtype=torch.float64).cumsum(0)
    part = torch.bucketize(u, edges, right=True)
    return torch.where(part == len(shares), 0, part + 1)
