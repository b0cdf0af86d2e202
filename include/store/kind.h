/* Kinds of content and their facts: rows of kind.def and fact.def, as tables that every floor above reads.
 * There is one kind of thing, the article; its kind says where it stands and which facts it may have.
 *
 * A fact's value is kept as text in one form a type: TEXT a normalised line, NUMBER digits with a point and
 * no needless zeros ("12", "-0.5"), DATE "2026-11-24", TIME "2026-11-24T05:00:00Z", CHOICE the choice's name,
 * LINK an address that html/safe.h lets pass, ARTICLE the other article's id. Who reads input sees to that
 * (handler/fact_input.h).
 *
 * This header knows nothing of requests, pages and SQL. Thread: const. */
#ifndef STORE_KIND_H
#define STORE_KIND_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum article_kind {
#define KIND(code, ...) KIND_##code,
#include "store/kind.def"
#undef KIND
    KIND_COUNT
};

/* Where a kind stands. Bits. */
enum {
    KIND_IS_LISTED = 1 << 0,  /* on the home page, in categories and tags, in the API's list without `kind` */
    KIND_IS_FED = 1 << 1,     /* in the feeds of the portal, categories and tags */
    KIND_IS_MAPPED = 1 << 2,  /* in the sitemap */
    KIND_IS_NEWS = 1 << 3,    /* in the sitemap of news; has related articles, a lead and a category */
    KIND_IS_COUNTED = 1 << 4, /* its views are counted for each article */
    KIND_IS_RETIRED = 1 << 5, /* no article becomes one any more */
    KIND_HAS_LIST = 1 << 6,   /* column `list` of kind.def */
    KIND_HAS_TOOLS = 1 << 7,  /* column `tools` */
    KIND_HAS_REGISTER = 1 << 8, /* column `list`: its list is a table with filters (store/document.h) */
    KIND_NEEDS_FILE = 1 << 9,   /* a file is required for publication, but of what an import brings */
    KIND_SHARES_WORD = 1 << 10, /* SAME_WORD in column `list` */
    KIND_IS_ARCHIVED = 1 << 11, /* what is over stays to be read, in an archive: nothing of it expires */
};

struct kind {
    const char *name;
    const char *word;
    unsigned flags;
    const char *template;
    const char *schema; /* type of schema.org */
    const char *titles[LANG_COUNT];
};

const struct kind *kind_of(enum article_kind kind);

/* By name or by address word, of `length` bytes; KIND_COUNT for none. Of kinds that share a word it is the
 * first. */
enum article_kind kind_named(const char *name);
enum article_kind kind_of_word(const char *word, size_t length);

/* The bit set of the kinds that stand below this one's word, itself included; 0 of KIND_COUNT. */
unsigned kinds_of_word(enum article_kind kind);

/* Whether the kind has the flag, and the bit set (1u << KIND_…) of all that have it. */
bool kind_has(enum article_kind kind, unsigned flag);
unsigned kinds_with(unsigned flag);

enum fact {
#define FACT(code, ...) FACT_##code,
#define CHOICE(...)
#define INVERSE(...)
#include "store/fact.def"
#undef INVERSE
#undef CHOICE
#undef FACT
    FACT_COUNT
};

enum fact_type {
    FACT_TYPE_TEXT,
    FACT_TYPE_NUMBER,
    FACT_TYPE_DATE,
    FACT_TYPE_TIME,
    FACT_TYPE_CHOICE,
    FACT_TYPE_LINK,
    FACT_TYPE_ARTICLE,
    FACT_TYPE_COUNT
};

enum {
    FACT_IS_REQUIRED = 1 << 0, /* for publication */
    FACT_IS_FILTERED = 1 << 1, /* facts.NAME= of lists, search and export */
    FACT_IS_SEARCHED = 1 << 2, /* of type TEXT: its words are found */
    FACT_IS_LIST = 1 << 3,     /* several values, in order */
    FACT_IS_RETIRED = 1 << 4,  /* kept where it is, shown, and never written again */
    FACT_IS_NUMBER = 1 << 5,   /* of type TEXT: the number of a document, compared by text/document_key.h */
    FACT_IS_COMPUTED = 1 << 6, /* of type CHOICE: follows from the others when it is read, never kept */
    FACT_IS_PHONE = 1 << 7,    /* of type TEXT: a number that pages let one call */
    FACT_IS_MAIL = 1 << 8,     /* of type TEXT: an e-mail address, which is judged */
    FACT_IS_INNER =
        1 << 9, /* orders, or says how others are meant: in forms and the API, not in the table of a page */
};

/* Of type TEXT, several: what a reader has to bring, as boxes to tick. */
#define FACT_IS_CHECKED (1u << 10)

/* Of type ARTICLE: it leads to articles of that kind alone. */
#define FACT_LEADS_TO(code) ((unsigned)(KIND_##code + 1) << 16)

/* Greatest lengths in bytes of UTF-8; the schema checks the whole. */
enum { FACT_TEXT_MAX = 2000, FACT_VALUES_MAX = 50, FACTS_VALUES_MAX = 200, FACTS_BYTES_MAX = 64 * 1024 };

struct fact_row {
    enum article_kind kind;
    const char *name; /* NULL ends the table */
    enum fact_type type;
    unsigned flags;
    const char *titles[LANG_COUNT];
};

/* All rows, by enum fact; the one behind the last has no name. */
const struct fact_row *fact_rows(void);
const struct fact_row *fact_of(enum fact fact);

/* The kind that a fact of type ARTICLE leads to alone; KIND_COUNT for any. */
enum article_kind fact_target_kind(enum fact fact);

/* The fact of that name which the kind has; FACT_COUNT for none. */
enum fact fact_named(enum article_kind kind, const char *name);

struct fact_choice {
    enum fact fact;
    const char *name; /* NULL ends the table */
    const char *titles[LANG_COUNT];
};

/* All choices of all facts; the one behind the last has no name. */
const struct fact_choice *fact_choices(void);
/* The choice of that name; NULL for none. */
const struct fact_choice *fact_choice_named(enum fact fact, const char *name);

/* What a fact of type ARTICLE is called from the other side ("Replaced by"), by lang; NULL when that side
 * does not say it. */
const char *fact_inverse_title(enum fact fact, int lang);

/* "text", "number" …; static. */
const char *fact_type_name(enum fact_type type);

/* What a fact of type ARTICLE leads to, as it is at the time of reading. */
struct fact_target {
    int64_t id;
    const char *slug, *lang, *title;
    const char *number; /* its fact of that name, or NULL */
    enum article_kind kind;
    bool is_public;
};

/* One value. A list is several values of the same fact, one behind the other; facts stand in the order of the
 * rows. */
struct fact_value {
    enum fact fact;
    const char *text;
    const struct fact_target *target; /* on reading, of type ARTICLE; NULL when it is gone */
};

#endif
