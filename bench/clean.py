"""Cleaning a megabyte of HTML as offices write it, beside the parser alone over the same bytes in the same process."""
import json
import os
import random
import subprocess

from servers import floor_program

MEGABYTE = 1000 * 1000
ROUNDS = 7
WORDS = ("Ủy ban nhân dân huyện tổ chức hội nghị triển khai kế hoạch phát triển kinh tế xã hội năm học mới với sự tham gia "
         "của đại diện các phòng ban xã Nghị quyết số 12/NQ-HĐND về việc hỗ trợ giống cây trồng cho hộ nghèo").split()


def words(chance, most=8):
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, most)))


def fill(head, part, foot):
    """Parts between head and foot until there is a megabyte; of one seed, so that it is the same in every run."""
    chance, pieces, size = random.Random(2026), [head], len((head + foot).encode())
    while size < MEGABYTE:
        pieces.append(part(chance))
        size += len(pieces[-1].encode())
    return "".join([*pieces, foot])


def word_usual():
    """As Word's clipboard has it: dress for the most part, some 30 KB of words."""
    island = ("<!--[if gte mso 9]><xml>" + "<w:LsdException Locked=\"false\" Priority=\"9\" Name=\"heading 1\"></w:LsdException>\n" * 300
              + "</xml><![endif]--><style><!--\n" + "p.MsoNormal%d, li.MsoNormal%d\n\t{mso-style-unhide:no;\n\tmargin:0cm;\n\tfont-size:13.0pt;}\n" % (1, 1) * 200 + "--></style>")
    dress = ("lang=VI style='font-size:14.0pt;line-height:115%;font-family:\"Times New Roman\",serif;mso-fareast-font-family:"
             "\"Times New Roman\";mso-bidi-theme-font:minor-bidi;color:black;mso-ansi-language:VI;mso-fareast-language:EN-US'")

    def part(chance):
        runs = "".join(f"<span {dress}>{words(chance, 2)} </span>" for _ in range(chance.randint(1, 4)))
        return f"<p class=MsoNormal style='margin-top:6.0pt;text-align:justify;text-indent:36.0pt;line-height:115%'>{runs}<span {dress}><o:p></o:p></span></p>\n\n"
    return fill(f"<html xmlns:o=\"urn:x\"><head><meta name=Generator content=\"Microsoft Word 15\">{island}</head><body lang=EN-US>", part, "</body></html>")


SHEET = "p.MsoNormal, li.MsoNormal, div.MsoNormal\n\t{margin:0cm;\n\tfont-size:12.0pt;}\nspan.Dam {font-weight:bold;}\nspan.An {display:none;}\n"


def word_report(dress, most):
    """As Word saves it filtered: emphasis, lists and tables of a long report; `dress` is what each run has."""
    def part(chance):
        if chance.random() < 0.1:
            row = "".join(f"<td><p class=MsoNormal><span {dress}>{words(chance, most)}</span></p></td>" for _ in range(5))
            return f"<table class=MsoTableGrid border=1>{f'<tr>{row}</tr>' * 4}</table>\n"
        if chance.random() < 0.2:
            return f"<p class=MsoListParagraph style='margin-left:36.0pt'><span {dress}>-<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span></span><span {dress}>{words(chance)}</span></p>\n"
        runs = "".join(f"<{name}><span {dress}>{words(chance, most)} </span></{name}>" for name in (chance.choice("biu") for _ in range(4)))
        return f"<p class=MsoNormal>{runs}<span class=Dam>{words(chance, 2)}</span></p>\n"
    return fill(f"<html><head><style><!--\n{SHEET}--></style></head><body>", part, "</body></html>")


def word_filtered():
    return word_report("lang=VI style='font-size:14.0pt;font-family:\"Times New Roman\",serif'", 9)


def word_dense():
    """No dress at all, and an element for every other word: what the parser takes alone is most of it."""
    return word_report("lang=VI", 2)


def docs_saved():
    """As Google Docs saves a page: a class for everything that is seen, hundreds of rules, lists as pieces."""
    rules = "".join(f".c{i}{{color:#000000;font-weight:{400 if i % 3 else 700};text-decoration:none;vertical-align:baseline;font-size:11pt;"
                    f"font-family:\"Arial\";font-style:{'italic' if i % 5 == 0 else 'normal'}}}" for i in range(120))
    lists = "".join(f"ol.lst-kix_a{i}-0{{list-style-type:none}}.lst-kix_a{i}-0>li{{counter-increment:lst-ctn-kix_a{i}-0}}ol.lst-kix_a{i}-0.start"
                    f"{{counter-reset:lst-ctn-kix_a{i}-0 0}}.lst-kix_a{i}-0>li:before{{content:\"\" counter(lst-ctn-kix_a{i}-0,decimal) \". \"}}" for i in range(40))

    def part(chance):
        runs = "".join(f"<span class=\"c{chance.randrange(120)} c{chance.randrange(120)}\">{words(chance, 14)} </span>" for _ in range(chance.randint(1, 3)))
        if chance.random() < 0.25:
            number = chance.randrange(40)
            return f"<ol class=\"c1 lst-kix_a{number}-0 start\" start=\"1\"><li class=\"c3 c7 li-bullet-0\">{runs}</li></ol>"
        return f"<p class=\"c{chance.randrange(120)} c2\">{runs}</p>"
    return fill(f"<html><head><style type=\"text/css\">{lists}{rules}li{{color:#000000}}p{{margin:0}}</style></head><body class=\"c28 doc-content\">", part, "</body></html>")


def measure(folder, options, table):
    program = floor_program("clean")
    for what, make, most in (("Word, from its clipboard", word_usual, 60), ("Word, filtered", word_filtered, 60),
                             ("Google Docs, a saved page", docs_saved, 60), ("an element for every other word", word_dense, None)):
        file = os.path.join(folder, "page.html")
        with open(file, "w", encoding="utf-8") as page:
            page.write(make())
        figures = json.loads(subprocess.run([program, file, str(ROUNDS)], check=True, capture_output=True, text=True).stdout)
        label = f"cleaning {figures['bytes'] / MEGABYTE:.2f} MB of {what}"
        table.add_figure(label, "portal", figures["clean_ms"], "ms", most=most)
        table.add(label, "gumbo alone", f"{figures['parse_ms']:.2f} ms", f"portal is {figures['clean_ms'] / figures['parse_ms']:.2f} of it")
        table.add_figure("… memory, more", "portal", figures["memory_mb"], "MB", most=40)
