"""Articles to measure with: by API, or straight into the file of a portal that does not run."""
import contextlib
import os
import random
import sqlite3
import time

from servers import Portal

PARAGRAPH = ("Trong chín tháng đầu năm, toàn huyện gieo trồng được gần tám nghìn héc-ta, trồng rừng mới hơn chín trăm "
             "héc-ta; công tác xây dựng nông thôn mới được triển khai theo đúng kế hoạch đề ra. ")
FIRST_MS = 1600000000000
TERMS = 10  # categories, and tags


def article(number, paragraphs=12):
    return {"title": f"Bài đo số {number} về tình hình kinh tế – xã hội", "slug": f"bai-do-{number}", "status": "published",
            "lead": PARAGRAPH, "body": "\n\n".join(f"Đoạn {i} của bài {number}. {PARAGRAPH * 2}" for i in range(paragraphs))}


def body(number, choose):
    """Between 1 and 20 KB, most of them short, as articles are."""
    size = min(20000, 1000 + int(choose.expovariate(1 / 1500)))
    return [f"Đoạn {i} của bài {number}. {PARAGRAPH}" for i in range(max(1, size // len(PARAGRAPH.encode())))]


def rows(number, choose):
    paragraphs = body(number, choose)
    at = FIRST_MS + number * 1000
    slug, title = f"bai-do-{number}", f"Bài đo số {number} về tình hình kinh tế – xã hội"
    category, tag = 1 + number % TERMS, 1 + number // TERMS % TERMS
    text = "\n\n".join(paragraphs)
    yield ("INSERT INTO articles (id, version, slug, lang, kind, status, title, lead, body_format, category_id, created_ms, published_ms, "
           "updated_ms, listed_ms, sequence) VALUES (?, 1, ?, 'vi', 0, 3, ?, ?, 'markdown', ?, ?, ?, ?, ?, ?)",
           (number, slug, title, PARAGRAPH, category, at, at, at, at, number))
    yield ("INSERT INTO bodies (article_id, body, body_html, body_text) VALUES (?, ?, ?, ?)", (number, text, "".join(f"<p>{p}</p>\n" for p in paragraphs), text))
    yield ("INSERT INTO body_words (article_id, words) VALUES (?, ?)", (number, len(text.split())))
    yield ("INSERT INTO article_slugs VALUES (?, ?)", (slug, number))
    yield ("INSERT INTO article_tags (article_id, position, tag_id, status, kind, lang, listed_ms, category_id) VALUES (?, 0, ?, 3, 0, 'vi', ?, ?)",
           (number, tag, at, category))
    yield ("INSERT INTO revisions (article_id, version, at_ms, token_id, action, slug, lang, kind, status, title, lead, body_format, body, "
           "category_id, tags, decorative, attachments, pinned, published_ms, expires_ms) "
           "VALUES (?, 1, ?, 1, 'create', ?, 'vi', 0, 3, ?, ?, 'markdown', ?, ?, ?, 0, '', 0, ?, 0)",
           (number, at, slug, title, PARAGRAPH, text, category, str(tag), at))


def fill(binary, folder, count):
    """Makes a portal's folder with so many published articles in TERMS categories, with as many tags. The portal
    itself makes the schema. The search index stays empty: its tokenizer is the program's own."""
    Portal(binary, folder).stop()
    data = os.path.join(folder, "portal")
    begin, choose = time.monotonic(), random.Random(1)
    with contextlib.closing(sqlite3.connect(os.path.join(data, "cong.db"), isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN")
        for number in range(1, TERMS + 1):
            db.execute("INSERT INTO categories (slug, name, lang) VALUES (?, ?, 'vi')", (f"muc-{number}", f"Mục {number}"))
            db.execute("INSERT INTO category_slugs VALUES (?, ?)", (f"muc-{number}", number))
            db.execute("INSERT INTO tags (slug, name, lang) VALUES (?, ?, 'vi')", (f"the-{number}", f"Thẻ {number}"))
            db.execute("INSERT INTO tag_slugs VALUES (?, ?)", (f"the-{number}", number))
        for number in range(1, count + 1):
            for sql, values in rows(number, choose):
                db.execute(sql, values)
            if number % 20000 == 0:
                db.execute("COMMIT")
                db.execute("BEGIN")
        db.execute("UPDATE state SET sequence = ?", (count,))
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print(f"  {count} articles written in {time.monotonic() - begin:.0f} s, "
          f"{os.path.getsize(os.path.join(data, 'cong.db')) / 1e6:.0f} MB", flush=True)
