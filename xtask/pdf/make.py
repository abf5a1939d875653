#!/usr/bin/env python3
"""Makes the PDFs of fixtures/<language>/ from the sources beside this file, and those of
tests/formats/ from the pages there.

usage: make.py [NAME …]      (all, or those whose file name begins with a NAME)

The ending of a source says who prints it:
    .chromium.html    chromium --headless
    .weasyprint.html  WeasyPrint (Python package)
    .typ              Typst (Python package)
    .tex              pdflatex; .lua.tex lualatex
    .fodt             LibreOffice, soffice --headless
    .py               a script that writes the PDF to the path it is given (pikepdf, reportlab)
The PDFs are committed: producers of other versions make other bytes of the same pages.
"""
import os, pathlib, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parent.parent / "fixtures"
# The day that the files say they were made on, for producers that heed it: 2 March 2026.
EPOCH = "1772409600"


def run(*command, **options):
    environment = dict(os.environ, SOURCE_DATE_EPOCH=EPOCH, FORCE_SOURCE_DATE="1")
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, **options)


def print_page(source, target):
    run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
        f"--print-to-pdf={target}", source.as_uri())


def make(source, target):
    name = source.name
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if name.endswith(".chromium.html"):
            print_page(source, target)
        elif name.endswith(".weasyprint.html"):
            run(sys.executable, "-m", "weasyprint", str(source), str(target))
        elif name.endswith(".typ"):
            import typst
            typst.compile(str(source), output=str(target))
        elif name.endswith(".tex"):
            engine = "lualatex" if name.endswith(".lua.tex") else "pdflatex"
            for _ in range(2):
                run(engine, "-interaction=nonstopmode", "-jobname=out", str(source), cwd=folder)
            (folder / "out.pdf").replace(target)
        elif name.endswith(".fodt"):
            run("soffice", "--headless", f"-env:UserInstallation={folder.as_uri()}/profile",
                "--convert-to", "pdf", "--outdir", str(folder), str(source))
            (folder / (source.stem + ".pdf")).replace(target)
        elif name.endswith(".py"):
            run(sys.executable, str(source), str(target))


def main():
    for source in sorted(HERE.glob("*/*.*")):
        name = source.name.split(".")[0]
        if len(sys.argv) > 1 and not any(name.startswith(wanted) for wanted in sys.argv[1:]):
            continue
        target = FIXTURES / source.parent.name / f"{name}.pdf"
        target.parent.mkdir(exist_ok=True)
        make(source, target)
        print(f"{target.relative_to(FIXTURES)}: {target.stat().st_size // 1024 + 1} kB")
    for page in sorted((FIXTURES.parent / "tests/formats").glob("*.html")):
        if len(sys.argv) == 1 or page.stem in sys.argv[1:]:
            print_page(page, page.with_suffix(".pdf"))


if __name__ == "__main__":
    main()
