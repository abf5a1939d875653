"""Letters of a font that does not tell which they are: glyphs by number, without a map."""
import io, pathlib, sys, tempfile
import pikepdf, typst

with tempfile.TemporaryDirectory() as folder:
    source = pathlib.Path(folder, "page.typ")
    source.write_text("""#set page(width: 105mm, height: 148mm)
#set text(font: "DejaVu Sans", size: 14pt)
Kite Festival, 2 August 2026

Beacon Down, from 11 am""")
    data = typst.compile(str(source))
with pikepdf.open(io.BytesIO(data)) as pdf:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font" and "/ToUnicode" in item:
            del item["/ToUnicode"]
    pdf.save(sys.argv[1], deterministic_id=True)
