"""Word files: forty pages with thirty photographs become a draft, and readers meanwhile; larger photographs follow."""
import io
import json
import os
import random
import subprocess
import threading
import time
import zipfile

from corpus import article
from media import Peak, children_cpu, helper_of, percentile, photograph, read
from servers import Portal

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAGES, PHOTOGRAPHS, DRAFT_MS, MEMORY_MB, P99_MS = 40, 30, 3000, 256, 10
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{OFFICE}" '
          'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
          'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
          'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"')
WORDS = ("Ủy ban nhân dân xã tổ chức hội nghị triển khai kế hoạch phát triển kinh tế xã hội với sự tham gia của đại diện "
         "các thôn bản trên địa bàn và thống nhất phương án hỗ trợ giống cây trồng vật nuôi cho các hộ").split()


def word_file(photo, mark):
    """`PAGES` pages of text; the same photograph under `PHOTOGRAPHS` hashes, for behind its end a file may have what it likes."""
    generator = random.Random(7)
    body, relations = [], []
    for page in range(PAGES):
        for _ in range(9):
            words = " ".join(generator.choice(WORDS) for _ in range(60))
            body.append(f'<w:p><w:pPr><w:jc w:val="both"/></w:pPr><w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t xml:space="preserve">{words}</w:t></w:r></w:p>')
        if page < PHOTOGRAPHS:
            relations.append(f'<Relationship Id="i{page}" Type="{OFFICE}/image" Target="media/i{page}.jpg"/>')
            body.append(f'<w:p><w:r><w:drawing><wp:inline><wp:docPr id="{page}" name="x" descr="Quang cảnh hội nghị {page + 1}"/><a:graphic><a:graphicData uri="p">'
                        f'<pic:pic><pic:blipFill><a:blip r:embed="i{page}"/></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>')
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", rels.format(f'<Relationship Id="d" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'))
        archive.writestr("word/document.xml", f'<w:document {SPACES}><w:body>{"".join(body)}</w:body></w:document>')
        archive.writestr("word/_rels/document.xml.rels", rels.format("".join(relations)))
        for page in range(PHOTOGRAPHS):
            archive.writestr(zipfile.ZipInfo(f"word/media/i{page}.jpg"), photo + b"%s%d" % (mark, page))
    return out.getvalue()


def drafted(portal, file):
    headers = {"Authorization": f"Bearer {portal.token}", "Content-Type": TYPE}
    with portal.open("/api/articles", file, headers) as answer:
        return json.load(answer)


def whole(portal, made):
    """Whether every picture has all of its forms."""
    headers = {"Authorization": f"Bearer {portal.token}"}
    with portal.open(f"/api/articles/{made['id']}", None, headers) as answer:
        html = json.load(answer)["body_html"]
    return html.count("<picture>") == PHOTOGRAPHS


def one(portal, name, file, table):
    helper, peak, times, made = helper_of(portal), Peak(portal), [], []
    peak.start()
    before, begin = children_cpu(helper), time.monotonic()
    sender = threading.Thread(target=lambda: made.append(drafted(portal, file)))
    sender.start()
    read(portal, lambda: not sender.is_alive(), times)
    sender.join()
    wall = time.monotonic() - begin
    peak.stop = True
    shown = made[0]["body_html"].count("<img")
    assert shown == PHOTOGRAPHS, shown
    # A picture that is to come stands under the name of its original, and has no file yet.
    table.add_figure(f"{PAGES} pages, {PHOTOGRAPHS} photographs of {name}, {len(file) / 1e6:.0f} MB: until the draft", "portal", wall * 1000, "ms", most=DRAFT_MS)
    table.add_figure("… CPU of the helper's children", "portal", (children_cpu(helper) - before) * 1000, "ms")
    table.add_figure("… memory of a child, most", "portal", peak.most_kb / 1024, "MB", most=MEMORY_MB)
    table.add_figure("… readers' p99 meanwhile", "portal", percentile(times, 0.99), "ms", most=P99_MS)
    while not whole(portal, made[0]):
        assert time.monotonic() - begin < 300
        time.sleep(0.2)
    table.add_figure("… until all forms of all pictures", "portal", time.monotonic() - begin, "s")


def measure(folder, options, table):
    portal = Portal(options.binary, os.path.join(folder, "docx"))
    try:
        portal.post(article(0))
        for name, width, height in (("2 megapixels", 1632, 1224), ("the largest that fit", 3264, 2448)):
            photo = photograph(folder, width, height)
            while len(photo) * PHOTOGRAPHS > 31 << 20:
                photo = subprocess.run(["jpegtran", "-copy", "none", "-crop", f"{width}x{height * 3 // 4}+0+0"], input=photo, check=True, capture_output=True).stdout
                height = height * 3 // 4
            one(portal, f"{name} ({width}×{height})", word_file(photo, b"%d" % width), table)
    finally:
        portal.stop()
