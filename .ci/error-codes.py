#!/usr/bin/env python3
"""Writes docs/error-codes.md from the enums whose name ends in `Code` and the sentences that stand beside them. `make error-codes` runs it."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
SECTIONS = [
    ("HubModel", "The hub", "Problem documents over HTTP (RFC 9457), Error Comments of C-STORE, results of `upload`, the command line."),
    ("DICOM", "DICOM objects and the listener", "Why an object, an image or an association was refused."),
    ("StudyFormats", "Files of other formats", "Why a file was not understood."),
    ("ECGCore", "ECG recordings", "Why a recording was not analysed."),
    ("Drawing", "Pages and pictures", "Why something could not be drawn."),
    ("Reports", "Reports", "Why a report could not be made, or does not verify."),
    ("Trust", "Keys, certificates, signatures, the audit chain", "Why something could not be proven."),
    ("HubClient", "The client's own side", "What goes wrong before or after the hub answers."),
    ("HubHTTP", "The HTTP server", ""),
    ("HubDIMSE", "The DICOM edge", ""),
    ("HubFlow", "The way of a study", ""),
    ("readinghub", "The program", ""),
]
ENUM = re.compile(r"\benum\s+(\w*Code)\b[^{]*\{(.*?)\n( *)\}", re.S)
CASE = re.compile(r'case\s+(\w+)\s*=\s*"([a-z0-9]+(?:-[a-z0-9]+)*)"')
# `default:` speaks for the codes that have no case of their own.
SENTENCES = re.compile(r'(?:case\s+\.)?\b(\w+)\s*:\s*(?:return\s+)?[\w.]*\(\s*(?:\w+:\s*)?"([^"]*)",\s*(?:\w+:\s*)?"([^"]*)"\s*\)')
LITERAL = re.compile(r'\bcode:\s*"([a-z0-9]+(?:-[a-z0-9]+)+)"')


def chinese_share(text):
    return len(re.findall(r"[一-鿿]", text)) / max(1, len(text))


def codes_of(target):
    """[(code, English, Chinese)] in the order of the sources."""
    found = []
    for path in sorted((ROOT / "Sources" / target).rglob("*.swift")):
        text = path.read_text(encoding="utf-8")
        for enum in ENUM.finditer(text):
            found += [(case, code, path) for case, code in CASE.findall(enum.group(2))]
        found += [(None, code, path) for code in LITERAL.findall(text)]
    sentences = {}
    for path in sorted((ROOT / "Sources" / target).rglob("*.swift")):
        for case, first, second in SENTENCES.findall(path.read_text(encoding="utf-8")):
            if max(chinese_share(first), chinese_share(second)) > 0.2:
                # Two enums of one target may share a case name: the sentence beside the enum wins.
                pair = (second, first) if chinese_share(first) > chinese_share(second) else (first, second)
                sentences[(case, path)] = pair
                sentences.setdefault(case, pair)
    return [(code, *sentences.get((case, path), sentences.get(case, sentences.get("default", ("", ""))))) for case, code, path in found]


def main():
    lines = [
        "# Error codes",
        "",
        "Stable: programs match on them. A code never changes its meaning; its sentence may get better. No sentence and no detail holds patient data.",
        "Made from the sources by `make error-codes`.",
    ]
    known = set()
    for target, title, remark in SECTIONS:
        rows = []
        for code, english, chinese in codes_of(target):
            if code not in known:
                known.add(code)
                rows.append(f"| `{code}` | {english} | {chinese} |")
        if rows:
            lines += ["", f"## {title}", ""] + ([remark, ""] if remark else []) + ["| Code | What people are told | 中文 |", "|---|---|---|"] + rows
    (ROOT / "docs" / "error-codes.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
