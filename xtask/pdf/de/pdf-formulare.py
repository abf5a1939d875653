"""Text inside of form objects, one inside the other, moved and scaled."""
import sys
import pikepdf
from pikepdf import Array, Dictionary, Name

pdf = pikepdf.new()
page = pdf.add_blank_page(page_size=(420, 595)).obj
font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica-Bold"), Encoding=Name.WinAnsiEncoding))
plain = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding))
fonts = Dictionary(Font=Dictionary(B=font, P=plain))


def form(content, matrix=(1, 0, 0, 1, 0, 0), **resources):
    return pdf.make_stream(content.encode("cp1252"), Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 420, 595]),
                           Matrix=Array(list(matrix)), Resources=Dictionary(Font=fonts.Font, **resources))


inner = form("BT /P 6 Tf 0 0 Td (Freitag, 11. September 2026, 18.00 bis 22.00 Uhr) Tj 0 -9 TD (Lokschuppen, Gleisweg 7, 99997 Schienfeld) Tj ET", (2, 0, 0, 2, 0, 0))
head = form("BT /B 28 Tf 0 40 Td (Sommernacht der Modellbahn) Tj ET q 0.9 0 0 0.9 0 0 cm /Inner Do Q", XObject=Dictionary(Inner=inner))
foot = form("BT /P 11 Tf 0 0 Td (Veranstalter: Eisenbahnfreunde Schienfeld e.V.) Tj 0 -16 TD (Kartenvorverkauf bis 4. September 2026: karten@bahnfreunde.example) Tj ET")
page.Resources = Dictionary(XObject=Dictionary(Head=head, Foot=foot))
# The foot is drawn first; the page is set in landscape and turned upright.
page.Contents = pdf.make_stream(b"q 1 0 0 1 20 120 cm /Foot Do Q q 1 0 0 1 20 420 cm /Head Do Q")
pdf.save(sys.argv[1], deterministic_id=True)
