"""Takes libtensorflow and the C headers that the binding includes out of a TensorFlow wheel.

usage: unpack.py WHEEL SOURCES DEPS
SOURCES is the folder with the binding's C++ files; DEPS receives `lib/` and `include/`.
Only what is needed is written: the libraries once (0.6 GB), and the headers reached from SOURCES.
"""

import pathlib
import re
import shutil
import sys
import zipfile

LIBRARIES = {
    "libtensorflow_cc.so.2": ["libtensorflow.so", "libtensorflow.so.2"],
    "libtensorflow_framework.so.2": ["libtensorflow_framework.so"],
}
INCLUDE = re.compile(r'^\s*#\s*include\s+["<]((?:tensorflow|tsl|xla)/[^">]+)[">]', re.MULTILINE)


def main(wheel, sources, deps):
    archive = zipfile.ZipFile(wheel)
    names = set(archive.namelist())

    lib = deps / "lib"
    lib.mkdir(parents=True, exist_ok=True)
    for library, aliases in LIBRARIES.items():
        member = f"tensorflow/{library}"
        if member not in names:
            sys.exit(f"the wheel {wheel.name} holds no {member}")
        with archive.open(member) as source, open(lib / library, "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        for alias in aliases:
            (lib / alias).symlink_to(library)

    texts = [file.read_text() for file in sorted(sources.iterdir())]
    seen = set()
    while texts:
        for header in INCLUDE.findall(texts.pop()):
            member = f"tensorflow/include/{header}"
            if header in seen or member not in names:
                continue  # A header behind an #ifdef for another system may be absent.
            seen.add(header)
            target = deps / "include" / header
            target.parent.mkdir(parents=True, exist_ok=True)
            data = archive.read(member)
            target.write_bytes(data)
            texts.append(data.decode())


main(*map(pathlib.Path, sys.argv[1:4]))
