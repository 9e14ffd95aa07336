#!/usr/bin/env python3
"""Writes the fixtures of the import tests: one small file per defect, and what it comes to.

    make.py            writes base/, programs/ and rosters/ beside this script
    make.py --check    writes nothing; fails where a file is missing, differs or is not known

Each file has an `.expected.json` beside it. The files are the same, byte for byte, at every run
and with every version of Python from 3.9 on: nothing here is random, dated or compressed. Change
the cases, not the files: `cases_reading.py` (how a file is read: encodings, line ends, quotes,
headers), `cases_cells.py` (one cell: IDs, dates, names), `cases_records.py` (what a row does to
the records), `cases_rosters.py` (the other layouts). `district.py` has the invented district.
README.md says how a test uses them.
"""

import argparse
import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True

import cases_cells  # noqa: E402
import cases_reading  # noqa: E402
import cases_records  # noqa: E402
import cases_rosters  # noqa: E402
import district  # noqa: E402

FOLDER = Path(__file__).resolve().parent


def all_files() -> dict[str, bytes]:
    """Every file by its path below this folder."""
    files = {f"base/{name}": data for name, data in district.base_files().items()}
    for module in (cases_reading, cases_cells, cases_records, cases_rosters):
        for case in module.cases():
            path = f"{case.folder}/{case.name}"
            report = f"{path.rsplit('.', 1)[0]}.expected.json"
            assert path not in files and report not in files, path
            files[path] = case.data
            files[report] = (
                json.dumps(case.expected(), indent=2, ensure_ascii=False) + "\n"
            ).encode()
    return files


def main() -> int:
    """Writes or checks the files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only compare")
    check = parser.parse_args().check
    files = all_files()
    present = {
        str(path.relative_to(FOLDER))
        for folder in ("base", "programs", "rosters")
        for path in (FOLDER / folder).glob("*")
    }
    wrong = sorted(present - files.keys())
    for name, data in files.items():
        path = FOLDER / name
        if path.exists() and path.read_bytes() == data:
            continue
        wrong.append(name)
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
    if not check:
        for name in present - files.keys():
            (FOLDER / name).unlink()
    print(f"{len(files)} files, {len(wrong)} {'wrong' if check else 'written or removed'}")
    for name in wrong if check else []:
        print(f"  {name}")
    return 1 if check and wrong else 0


if __name__ == "__main__":
    sys.exit(main())
