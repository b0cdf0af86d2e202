"""Every statement that reads articles, or what hangs on them, asks for whom: it has PUBLIC_ARTICLE (or a filter made of
audiences), or stands here with the reason why it need not. Above the store nobody asks for the status alone."""
import re

import source

TABLES = r"\b(?:articles|article_tags|article_facts|article_media|article_references|bodies|revisions|search_source|search_text|search_title)\b"
ASKS = re.compile(r"PUBLIC_ARTICLE|HIDDEN_TAG|SEARCH_FILTER|SEARCH_LISTED|FACT_FILTER|\baudiences?\b")
ONE = "of one article by its id, which was judged when it was found"
WRITE = "part of a write, or of the work that goes by itself"
# Statements that need not ask, by what they begin with.
STAFF = {
    "ARTICLE_BODY": ONE, "ARTICLE_HTML": ONE, "ARTICLE_TAGS": ONE, "ARTICLE_WRITER": ONE, "ARTICLE_EDITED": ONE, "TWICE_EDITED": ONE, "ARTICLE_GROUP_": WRITE, "ARTICLE_ID_BY_": "finds the id; the row says for whom",
    "ARTICLE_IDS_": WRITE, "ARTICLE_MEDIA_": WRITE, "ARTICLE_SEQUENCE_SET": WRITE, "ARTICLE_DELETE": WRITE,
    "AUDIT_LIST": "for administrators, who see every article", "DESK_": "for those who write, who see every article", "FACTS_CLEAR": WRITE, "CATEGORY_TAGS_TO": WRITE, "CATEGORY_ARTICLES_TO": WRITE, "MEDIA_IDS_UNUSED": "for editors, who see every article", "MEDIA_FITS": "likewise", "MEDIA_USES": "likewise", "MEDIA_SHOWN_IN": "likewise", "MEDIA_ARTICLES": WRITE, "MEDIA_IN_USE": "keeps a file, for whomever", "MEDIA_MARK": "keeps a file, for whomever", "PREVIEW_LINK_SHOWS": "for who has the link of a draft, which the trigger preview_links_end takes from what the staff alone may see",
    "ERASE_": WRITE, "MENTION_": "everything that names a person, for administrators", "RESTORE_HAS": "whether a copy has what was taken back", "SWEEP_": "every name of a copy, to be taken back", "REPORT_LIST": "for editors, who see every article", "REVISION_REDACT": WRITE, "SCHEDULE_": WRITE, "SITEMAP_NOTE": WRITE, "SITEMAP_PART": "how many public ones there are", "TAG_OFF_ALL": WRITE, "TAG_ARTICLES_TO": WRITE, "WORKING_COPY_": "its own writer's, who was judged when it was made", "REVIEW_": "for the staff, who see every article", "ROSTER_EVENTS_ALL": "for the staff's calendar, who see every article", "VISIT_ARTICLE_KNOWN": ONE,
    "ERASE_": WRITE, "FEED_PING_NOTE": WRITE, "PUSH_NOTE_LOST": WRITE, "MENTION_": "everything that names a person, for administrators", "RESTORE_HAS": "whether a copy has what was taken back", "SWEEP_": "every name of a copy, to be taken back", "REPORT_LIST": "for editors, who see every article", "REVISION_REDACT": WRITE, "SCHEDULE_": WRITE, "SITEMAP_NOTE": WRITE, "SITEMAP_PART": "how many public ones there are", "TAG_OFF_ALL": WRITE, "TAG_ARTICLES_TO": WRITE, "WORKING_COPY_": "its own writer's, who was judged when it was made", "REVIEW_": "for the staff, who see every article", "VISIT_ARTICLE_KNOWN": ONE,
    "ERASE_": WRITE, "MENTION_": "everything that names a person, for administrators", "RESTORE_HAS": "whether a copy has what was taken back", "SWEEP_": "every name of a copy, to be taken back", "REPLICATION_CATEGORY": WRITE, "REPORT_LIST": "for editors, who see every article", "REVISION_REDACT": WRITE, "SCHEDULE_": WRITE, "SITEMAP_NOTE": WRITE, "SITEMAP_PART": "how many public ones there are", "TAG_OFF_ALL": WRITE, "TAG_ARTICLES_TO": WRITE, "WORKING_COPY_": "its own writer's, who was judged when it was made", "REVIEW_": "for the staff, who see every article", "VISIT_ARTICLE_KNOWN": ONE,
    "SEARCH_STATE_RESET": WRITE, "SEARCH_PENDING_NEXT": WRITE, "SEARCH_TEXT_": WRITE, "SEARCH_TITLE_": WRITE, "SEARCH_REFERENCE": WRITE,
    "SEARCH_SPREAD": "counts a key among the newest, for its weight", "SEARCH_TEXTS": "of a hit, which passed the filter",
    "SEARCH_AMOUNTS": "ids alone, of which SEARCH_FILTERED lets pass what may be seen",
    "SEARCH_HEAD": "of a hit, which passed the filter", "SEARCH_SIZE": "how large the index is", "SEARCH_TITLES": "whether the index is whole, which says nothing of any article",
}
# Files above the store that may ask for the status alone: what an editor does with it.
STATUS = {"access.c", "article_status.c", "article_warn.c", "article_input.c", "revision.c", "evaluation.c"}
findings, used = [], set()

for path in source.files("daemon/store", ends=".def"):
    for line, name, sql in re.findall(r"(?m)^()STMT\((\w+),(.*(?:\n(?!STMT|/\*|#).*)*)", source.read(path)):
        if not re.search(TABLES, sql) or ASKS.search(sql):
            continue
        reason = next((begin for begin in STAFF if name.startswith(begin)), None)
        if reason:
            used.add(reason)
        else:
            findings.append(f"{path}: {name} does not ask for whom: PUBLIC_ARTICLE, or a reason in {__file__.split('/')[-1]}")
findings.extend(f"no statement begins with {begin}, or it asks: take it off the list" for begin in STAFF if begin not in used)

for path in source.files("daemon/handler", "daemon/view", "daemon/route", "daemon/main", ends=".c"):
    if path.split("/")[-1] in STATUS:
        continue
    for line, found in source.lines_with(source.code(source.read(path)), r"[!=]=\s*STATUS_PUBLISHED|STATUS_PUBLISHED\s*[!=]="):
        findings.append(f"{path}:{line}: {found}: article_is_public() asks for the audience too")
source.finish(findings)
