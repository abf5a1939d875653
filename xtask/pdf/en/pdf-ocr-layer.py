"""A picture of a page with the text that was read from it, invisible, as scanners write it; and
text in a layer that is off, off the page, and invisible without a picture."""
import sys
import pikepdf
from pikepdf import Array, Dictionary, Name

pdf = pikepdf.new()
page = pdf.add_blank_page(page_size=(298, 420)).obj
off = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Draft notes"))
pdf.Root.OCProperties = Dictionary(OCGs=Array([off]), D=Dictionary(OFF=Array([off]), Order=Array([off])))
picture = pdf.make_stream(b"\xff", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8, ColorSpace=Name.DeviceGray)
font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding))
page.Resources = Dictionary(Font=Dictionary(F=font), XObject=Dictionary(I=picture), Properties=Dictionary(L=off))
text = lambda x, y, size, words, mode=3: f"BT /F {size} Tf {mode} Tr {x} {y} Td ({words}) Tj ET\n"
content = "q 298 0 0 340 0 80 cm /I Do Q\n"
content += text(30, 370, 20, "Jumble Sale") + text(30, 330, 12, "Saturday 16 May 2026, 2 pm to 5 pm")
content += text(30, 305, 12, "Chapel Hall, 3 Mill Lane, Oldbridge") + text(30, 270, 10, "In aid of the Oldbridge Lifeboat Fund")
content += "/OC /L BDC\n" + text(30, 200, 12, "DRAFT, wrong date 15 May 2026", 0) + "EMC\n"
content += text(30, -60, 12, "Fold here: 12 May 2026", 0)
content += text(30, 40, 12, "invisible without a picture, 13 May 2026")
page.Contents = pdf.make_stream(content.encode())
pdf.save(sys.argv[1], deterministic_id=True)
