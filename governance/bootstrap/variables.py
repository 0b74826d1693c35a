"""Variables that make and the tests read, besides those of governance.settings. The README repeats these sentences."""

VARIABLES: "dict[str, str]" = {
    "COUNTERSIGN_PORT": "First port `make run` tries (8000); the next free one is taken and printed.",
    "NO_APT": "Set to 1, and no system package is ever installed for you; you are told which line to run.",
    "BROWSER": "Set to off, and `make test` leaves the browser tests out and says so last.",
    "CHROMIUM": "Path of the Chromium to test with, when it is not found by its usual names.",
    "P": "Part of the slow proofs that `make prove` runs; empty means all.",
    "CORPUS": "Folder of real versions that `make bench` compares; empty means the demo's own texts.",
}
