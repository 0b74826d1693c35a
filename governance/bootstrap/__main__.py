"""`python3 governance/bootstrap COMMAND`: what the Makefile calls. It is logic because make 3.81 and bash 3.2 are old.

Run by path. The package `governance` itself imports Celery, which may not be installed yet; an empty one stands in.
"""

from __future__ import annotations

import os
import shutil
import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


def main() -> int:
    """Run the command named first on the command line; returns the exit code."""
    if sys.version_info < OLDEST:
        return _with_a_newer_python()
    stand_in = types.ModuleType("governance")
    stand_in.__path__ = [str(ROOT / "governance")]
    sys.modules["governance"] = stand_in
    from governance.bootstrap import commands

    os.chdir(str(ROOT))
    return commands.run(sys.argv[1:])


def _with_a_newer_python() -> int:
    for name in NEWER:
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *sys.argv])  # noqa: S606 - ourselves again, no shell wanted
    print("Countersign needs Python 3.11 or newer; this is %s." % sys.version.split()[0], file=sys.stderr)
    print("Debian 12: apt-get install python3 python3-venv")
    print("Fedora: dnf install python3.12    macOS: brew install python@3.12")
    return 2


if __name__ == "__main__":
    sys.exit(main())
