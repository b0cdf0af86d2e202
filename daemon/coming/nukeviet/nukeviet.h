/* A NukeViet 4 database on its way: which of its tables are known, their rows in the spool, and what is read
 * of them. Of this room alone. A module is one use of a program of NukeViet: news, and others made of the
 * same (nv4_vi_thongbao_…); pages are modules of the program "page". */
#ifndef COMING_NUKEVIET_H
#define COMING_NUKEVIET_H

#include "core/coming_text.h"
#include "core/place.h"
#include "core/row_spool.h"

enum nv_kind {
    NV_ROWS,      /* articles, without their bodies */
    NV_DETAIL,    /* bodies; before 4.0.29 in several tables bodyhtml_N */
    NV_CAT,       /* categories */
    NV_SOURCES,   /* where articles were taken from */
    NV_TOPICS,    /* rows of events */
    NV_TAGS,      /* tags */
    NV_TAGS_ID,   /* ... of articles */
    NV_AUTHORS,   /* authors of articles */
    NV_BLOCK_CAT, /* lists of chosen articles */
    NV_BLOCK,     /* ... what is in them */
    NV_PAGE,      /* a module of pages */
    NV_MODULES,   /* which module is of which program, and called what */
    NV_CONFIG,    /* settings */
    NV_COUNTER,   /* the counter of visits */
    NV_KINDS,
};

/* The columns that are kept of each kind, in this order; the first is the key. */
enum {
    NV_ROW_ID,
    NV_ROW_CATID,
    NV_ROW_LISTCATID,
    NV_ROW_TOPICID,
    NV_ROW_AUTHOR,
    NV_ROW_SOURCEID,
    NV_ROW_ADDTIME,
    NV_ROW_STATUS,
    NV_ROW_PUBLTIME,
    NV_ROW_EXPTIME,
    NV_ROW_TITLE,
    NV_ROW_ALIAS,
    NV_ROW_HOMETEXT,
    NV_ROW_IMAGE,
    NV_ROW_IMAGE_ALT,
    NV_ROW_HITS,
    NV_ROW_EDITTIME,
    NV_ROW_EXTERNAL
};
enum { NV_DETAIL_ID, NV_DETAIL_BODY, NV_DETAIL_SOURCE, NV_DETAIL_FILES, NV_DETAIL_VOICES };
enum {
    NV_CAT_ID,
    NV_CAT_PARENT,
    NV_CAT_TITLE,
    NV_CAT_ALIAS,
    NV_CAT_DESCRIPTION,
    NV_CAT_WEIGHT,
    NV_CAT_GROUPS,
    NV_CAT_STATUS
};
enum { NV_SOURCE_ID, NV_SOURCE_TITLE, NV_SOURCE_LINK };
enum { NV_TOPIC_ID, NV_TOPIC_TITLE, NV_TOPIC_ALIAS };
enum { NV_TAG_ID, NV_TAG_TITLE, NV_TAG_ALIAS };
enum { NV_TAGS_ID_ARTICLE, NV_TAGS_ID_TAG, NV_TAGS_ID_WORD };
enum { NV_AUTHOR_ARTICLE, NV_AUTHOR_NAME };
enum { NV_BLOCK_CAT_ID, NV_BLOCK_CAT_TITLE, NV_BLOCK_CAT_ALIAS, NV_BLOCK_CAT_NUMBERS, NV_BLOCK_CAT_WEIGHT };
enum { NV_BLOCK_LIST, NV_BLOCK_ARTICLE, NV_BLOCK_WEIGHT };
enum {
    NV_PAGE_ID,
    NV_PAGE_TITLE,
    NV_PAGE_ALIAS,
    NV_PAGE_IMAGE,
    NV_PAGE_IMAGE_ALT,
    NV_PAGE_DESCRIPTION,
    NV_PAGE_BODY,
    NV_PAGE_ADDED,
    NV_PAGE_STATUS,
    NV_PAGE_HITS,
    NV_PAGE_WEIGHT
};
enum { NV_MODULE_TITLE, NV_MODULE_FILE, NV_MODULE_DATA, NV_MODULE_UPLOAD };
enum { NV_CONFIG_NAME, NV_CONFIG_VALUE, NV_CONFIG_MODULE };
enum { NV_COUNTER_TYPE, NV_COUNTER_NAME, NV_COUNTER_COUNT };

/* A table of the dump. */
struct nv_table {
    const char *name, *base; /* "nv4_vi_news_rows", "nv4_vi_news" */
    enum nv_kind kind;       /* NV_KINDS: nothing reads it */
    uint32_t number;         /* in the spool */
};

/* A module with articles, or with pages. */
struct nv_module {
    const char *base;                 /* "nv4_vi_news" */
    const char *lang;                 /* "vi", "en" */
    const char *called;               /* in addresses: "news" */
    const char *upload;               /* the folder of its files: "news" */
    uint32_t tables[NV_KINDS];        /* their numbers; 0 none */
    bool is_default_lang, is_at_root; /* addresses without the language, without the module */
    struct coming_map categories;     /* catid: the place in `cats` */
    struct nv_category *cats;
    size_t cat_count;
};

struct nv_category {
    int64_t id, parent;
    const char *title, *alias, *description;
    const char *slug; /* the slug here, or NULL: it could not be made */
    int64_t position;
    bool is_staff;   /* it was not for everybody */
    int64_t made_id; /* here; 0 none yet */
};

struct nukeviet {
    struct coming *coming;
    struct row_spool spool;
    struct arena *arena; /* the coming's */
    struct nv_table *tables;
    size_t table_count, table_room;
    struct nv_module *modules;
    size_t module_count;
    const char *site_lang;   /* the language of addresses without one; NULL unknown */
    const char *root;        /* the module whose addresses do without it; NULL unknown */
    const char *ending;      /* of addresses of articles: ".html" */
    struct coming_map slugs; /* of articles, that were given already */
    struct coming_places places;
    /* While the dump is read: the table whose rows come, and where its columns are. */
    const struct nv_table *current;
    int columns[ROW_VALUES_MAX];
    size_t column_count;
    bool has_module_list;
};

/* Reads the whole dump into the spool. Errors: INPUT (it is no dump of NukeViet), STORAGE_FULL, MEMORY,
 * INTERNAL. */
enum err nv_gather(struct nukeviet *nv, int dump, const char *name);

/* Finds the modules and what the settings say. */
enum err nv_modules(struct nukeviet *nv);

/* The number of a table of that kind, or 0; `base` NULL: of whatever base. */
uint32_t nv_table_of(const struct nukeviet *nv, const char *base, enum nv_kind kind);

/* The categories of a module, made in the portal. */
enum err nv_categories(struct nukeviet *nv, struct nv_module *module);

/* Its articles, or its pages. */
enum err nv_articles(struct nukeviet *nv, struct nv_module *module);
enum err nv_pages(struct nukeviet *nv, struct nv_module *module);

/* What stands beside articles, when these are there: addresses of tags and topics, lists of chosen articles,
 * the counter. */
enum err nv_tags(struct nukeviet *nv, const struct nv_module *module);
enum err nv_boxes(struct nukeviet *nv, const struct nv_module *module);
enum err nv_counter(struct nukeviet *nv);

/* The addresses that `what` had ("tin-tuc", "tin-tuc/hop-dan-12", "tag/hop-dan"), as a list of JSON; `ending`
 * is that of its address, or "". */
json_t *nv_addresses(struct nukeviet *nv, const struct nv_module *module, const char *what,
                     const char *ending);

/* Reads the last row under that key; false: there is none, *err may say why. */
bool nv_row(struct nukeviet *nv, uint32_t table, int64_t key, struct arena *arena,
            const char *ret_values[static ROW_VALUES_MAX], enum err *err);

/* A text of a row, never NULL; and a number. */
const char *nv_text(const char *value);
int64_t nv_number(const char *value);

#endif
