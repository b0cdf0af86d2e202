/* The table of addresses. A row says what is special of it; the macros say what rows of a kind share. */
#include "route/route.h"

#include "handler/handler.h"
#include "kind_rows.h"

#include <string.h>

/* Most bytes of a request's body, by what it brings; 0 in a row takes none. */
enum {
    BODY_FORM = 4096,                 /* the accessibility bar's form */
    BODY_REPORT = 32 * 1024,          /* four thousand letters, each of nine bytes in a form */
    BODY_QUESTION = BODY_WORDS,       /* five thousand letters, or too many */
    BODY_ENCLOSED = 32 * 1024 * 1024, /* a question with three photographs of 10 MB */
    BODY_SMALL = 64 * 1024,           /* a category, a token */
    BODY_BOX = 1024 * 1024,           /* a box with all its items */
    BODY_VERIFY = 2 * 1024 * 1024,    /* a version with its seal */
    BODY_ARTICLE = 21 * 1024 * 1024,  /* an article; its files come in forms */
    BODY_DOCUMENT = 34 * 1024 * 1024, /* a Word file, or an article with one in a form */
    BODY_TABLE = 64 * 1024 * 1024,    /* a register as a table */
    BODY_IMPORT = 2000 * 1024 * 1024, /* many articles, to a file */
};

/* Answer, role, keep, pace; whether below /en too; parameters it is kept with; those that make it slow. */
#define PAGE ANSWER_PAGE, ROLE_NONE, KEEP_SHARED, PACE_FAST, true, "", ""
/* A list, whose pages and months are as many as it has; any other number leads elsewhere and is not kept. */
#define LIST_PAGE ANSWER_PAGE, ROLE_NONE, KEEP_SHARED, PACE_FAST, true, "trang,thang", ""
/* What reads many rows, or compares texts. */
#define SLOW_PAGE ANSWER_PAGE, ROLE_NONE, KEEP_SHARED, PACE_SLOW, true, "", ""
/* A form that is kept in a table, so it waits for the writer. */
#define FORM_PAGE ANSWER_PAGE, ROLE_NONE, KEEP_NOT, PACE_SLOW, true, "", ""
#define FILE_FORM_PAGE ANSWER_PAGE, ROLE_NONE, KEEP_NOT, PACE_PICTURE, true, "", ""
/* Made for the one who asks, at once: a form with a mark of its own. */
#define OWN_PAGE ANSWER_PAGE, ROLE_NONE, KEEP_NOT, PACE_FAST, true, "", ""
/* What one person looks up. */
#define LOOK_UP_PAGE ANSWER_PAGE, ROLE_NONE, KEEP_NOT, PACE_SEARCH, true, "", "ma"
/* Hardly anybody asks for the same again, and whoever asks much must not drive others' pages out. */
#define SEARCH_PAGE ANSWER_PAGE, ROLE_NONE, KEEP_NOT, PACE_SEARCH, true, "", "q"
/* Kept like pages; those in both languages say so. */
#define DOCUMENT(translated) ANSWER_DOCUMENT, ROLE_NONE, KEEP_SHARED, PACE_FAST, translated, "", ""
/* Likewise for machines. */
#define SLOW_DOCUMENT ANSWER_DOCUMENT, ROLE_NONE, KEEP_SHARED, PACE_SLOW, false, "", ""
#define FEEDS(path, thing)                                                          \
    {METHOD_GET, path "/rss.xml", feed_##thing##_rss, DOCUMENT(true), "", 0},       \
        {METHOD_GET, path "/atom.xml", feed_##thing##_atom, DOCUMENT(true), "", 0}, \
    {                                                                               \
        METHOD_GET, path "/feed.json", feed_##thing##_json, DOCUMENT(true), "", 0   \
    }
#define PARTS ANSWER_DOCUMENT, ROLE_NONE, KEEP_NOT, PACE_FAST, false, "", "" /* made while they are sent */
#define FILES ANSWER_FILE, ROLE_NONE, KEEP_NOT, PACE_FAST, false, "", ""
/* Likewise, unless more is asked for, which reads files. */
#define PROBE ANSWER_FILE, ROLE_NONE, KEEP_NOT, PACE_SEARCH, false, "", "verbose"
/* Made for the one who asks, which takes its time: a copy with its pictures, a long table. */
#define SLOW_FILES ANSWER_FILE, ROLE_NONE, KEEP_NOT, PACE_SLOW, true, "", ""
/* Likewise a file that others may have put on any disk, and which has no language. */
#define SLOW_FILE ANSWER_FILE, ROLE_NONE, KEEP_NOT, PACE_SLOW, false, "", ""
/* Answers that must be made but are few. */
#define KEPT_FILES ANSWER_FILE, ROLE_NONE, KEEP_SHARED, PACE_FAST, false, "", ""
/* Equal for all who send no token. `kept` names parameters of few values. */
#define PUBLIC(kept) ANSWER_JSON, ROLE_NONE, KEEP_SHARED, PACE_FAST, false, kept, ""
/* As PUBLIC, but slow with some of its parameters. */
#define SEARCHED(kept, slow) ANSWER_JSON, ROLE_NONE, KEEP_SHARED, PACE_SEARCH, false, kept, slow
/* Kept, but made where one may wait. */
#define SLOW_PUBLIC ANSWER_JSON, ROLE_NONE, KEEP_SHARED, PACE_SLOW, false, "", ""
/* Likewise pages, which are not counted as views, in both languages. */
#define DOCS ANSWER_FILE, ROLE_NONE, KEEP_SHARED, PACE_SLOW, true, "", ""
/* Numbers of this moment. */
#define FRESH ANSWER_JSON, ROLE_NONE, KEEP_NOT, PACE_FAST, false, "", ""
/* Made for each who asks, where one may wait. */
#define SLOW_FRESH ANSWER_JSON, ROLE_NONE, KEEP_NOT, PACE_SLOW, false, "", ""
/* Writes that may bring a picture. */
#define PICTURE(role) ANSWER_JSON, ROLE_##role, KEEP_NOT, PACE_PICTURE, false, "", ""
/* For tokens alone, so nothing of it is kept. */
#define READ(role) ANSWER_JSON, ROLE_##role, KEEP_NOT, PACE_FAST, false, "", ""
/* Likewise, where one may wait. */
#define SLOW_READ(role) ANSWER_JSON, ROLE_##role, KEEP_NOT, PACE_SLOW, false, "", ""
/* Likewise with some of its parameters, by which much is looked through. */
#define SOUGHT(role, slow) ANSWER_JSON, ROLE_##role, KEEP_NOT, PACE_SEARCH, false, "", slow
/* Likewise a write that may bring a password. */
#define HASH(role) ANSWER_JSON, ROLE_##role, KEEP_NOT, PACE_SIGN_IN, false, "", ""
/* On the slow pool, for a writer waits for the lock and for the disk. */
#define WRITE(role) ANSWER_JSON, ROLE_##role, KEEP_NOT, PACE_SLOW, false, "", ""

/* Pages of the staff, in both languages, never kept; STAFF_FAST where only indexed reads are made. */
#define STAFF(role) ANSWER_STAFF, ROLE_##role, KEEP_NOT, PACE_SLOW, true, "", ""
/* Where a password is typed. */
#define STAFF_SIGN_IN(role) ANSWER_STAFF, ROLE_##role, KEEP_NOT, PACE_SIGN_IN, true, "", ""
/* What is sensitive: the password is asked for again after a quarter of an hour. */
#define STAFF_PROOF(role) ANSWER_STAFF, ROLE_##role, KEEP_NOT, PACE_PROOF, true, "", ""
#define STAFF_FAST(role) ANSWER_STAFF, ROLE_##role, KEEP_NOT, PACE_FAST, true, "", ""

/* Those that may bring pictures and files. */
#define STAFF_FILES(role) ANSWER_STAFF, ROLE_##role, KEEP_NOT, PACE_PICTURE, true, "", ""
/* A file that only the staff may see yet. */
#define STAFF_MEDIA ANSWER_STAFF, ROLE_READER, KEEP_NOT, PACE_FAST, false, "", ""
/* A page of one form with its lists, and the pages of things of which there are many. */
#define FORMSET(path, name, role)                                         \
    {METHOD_GET, path, staff_##name##_show, STAFF(role), "ban", 0},       \
    {                                                                     \
        METHOD_POST, path, staff_##name##_send, STAFF(role), "", BODY_BOX \
    }
#define THINGS(path, name) \
    {METHOD_GET, path, staff_##name##_list, STAFF(EDITOR), "q,after", 0}, FORMSET(path "/{id}", name, EDITOR)

/* Any order will do, since no two rows of a method can match one path, except that a fixed part must
 * stand before an argument in its place. */
static const struct route rows[] = {
    {METHOD_GET, "/", page_home_show, PAGE, "", 0},
#include "citizen.def"
#include "kind_rows.def"
#include "store/kind.def"
    {METHOD_GET, "/chuyen-muc/{slug}", page_category_show, LIST_PAGE, "trang,thang,after", 0},
    {METHOD_GET, "/the/{slug}", page_tag_show, LIST_PAGE, "trang,thang,after", 0},
    {METHOD_GET, "/tim-kiem", page_search_show, SEARCH_PAGE, "q,kind,category,from,to,sort,after", 0},
    {METHOD_GET, "/thong-ke", page_stats_show, PAGE, "", 0},
    {METHOD_GET, "/thong-ke.csv", file_stats_csv, SLOW_FILES, "", 0},
    {METHOD_GET, "/so-do", page_map_show, PAGE, "", 0},
    {METHOD_GET, "/tro-nang", page_accessibility_show, PAGE, "", 0},
    {METHOD_GET, "/ngoai-tuyen", page_offline_show, PAGE, "", 0},

    FEEDS("", site),
    FEEDS("/chuyen-muc/{slug}", category),
    FEEDS("/the/{slug}", tag),
    {METHOD_GET, "/sitemap.xml", machine_sitemap_index, DOCUMENT(false), "", 0},
    {METHOD_GET, "/sitemap-sections.xml", machine_sitemap_sections, DOCUMENT(false), "", 0},
    {METHOD_GET, "/sitemap-news.xml", machine_sitemap_news, SLOW_DOCUMENT, "", 0},
    {METHOD_GET, "/sitemap-{part}.xml", machine_sitemap_articles, PARTS, "", 0},
    {METHOD_GET, "/robots.txt", machine_robots, DOCUMENT(false), "", 0},
    {METHOD_GET, "/llms.txt", machine_llms, DOCUMENT(false), "", 0},
    {METHOD_GET, "/.well-known/security.txt", machine_security, DOCUMENT(false), "", 0},
    {METHOD_GET, "/.well-known/jwks.json", machine_keys, DOCUMENT(false), "", 0},
    {METHOD_GET, ACME_PATH "{token}", machine_acme_challenge, SLOW_FILE, "", 0},
    {METHOD_GET, "/opensearch.xml", machine_opensearch, DOCUMENT(true), "", 0},
    {METHOD_GET, "/manifest.webmanifest", machine_manifest, DOCUMENT(true), "", 0},
    {METHOD_GET, "/favicon.svg", file_icon, FILES, "", 0},
    {METHOD_GET, "/favicon.ico", file_icon, FILES, "", 0},
    {METHOD_GET, "/apple-touch-icon.png", file_icon, FILES, "", 0},

    {METHOD_GET, "/offline.js", file_offline_worker, FILES, "", 0},
    {METHOD_GET, "/tuy-chon.css", file_options_style, FILES, "", 0},
    {METHOD_POST, "/tuy-chon", form_options_set, FILES, "", BODY_FORM},
    {METHOD_GET, "/static/{hash}/{name}", file_asset, KEPT_FILES, "", 0},
    {METHOD_GET, "/media/{name}", file_media, FILES, "", 0},
    {METHOD_GET, "/tep/{slug}", file_media_lasting, FILES, "", 0},
    {METHOD_GET, "/healthz", service_health, FILES, "", 0},
    {METHOD_GET, "/metrics", service_metrics, READ(READER), "", 0},
    {METHOD_GET, "/readyz", service_ready, PROBE, "verbose", 0},

    {METHOD_GET, "/problems/{name}", page_problem_show, KEPT_FILES, "", 0},

#include "staff.def"

    {METHOD_GET, "/api", api_root_show, PUBLIC(""), "", 0},
    {METHOD_GET, "/api/openapi.json", api_openapi_show, SLOW_PUBLIC, "", 0},
    {METHOD_GET, "/api/docs", page_docs_show, DOCS, "", 0},
    {METHOD_GET, "/api/docs/{group}", page_docs_group, DOCS, "", 0},
    {METHOD_GET, "/api/me", api_me_show, READ(READER), "", 0},

    {METHOD_GET, "/api/articles", api_article_list,
     SEARCHED("category,tag,kind,lang,limit=20", "q,include,facts.*"),
     "limit,after,q,category,tag,kind,audience,facts.*,from,to,lang,status,sort,fields,include,created_by",
     0},
    {METHOD_POST, "/api/articles", api_article_create, PICTURE(AUTHOR),
     "dry_run,strict,convert_legacy,import_pictures,working_copy", BODY_DOCUMENT},
    {METHOD_GET, "/api/articles/{id}", api_article_show, PUBLIC(""), "", 0},
    {METHOD_PUT, "/api/articles/{id}", api_article_replace, PICTURE(AUTHOR),
     "dry_run,strict,convert_legacy,import_pictures,writing", BODY_DOCUMENT},
    {METHOD_PATCH, "/api/articles/{id}", api_article_change, PICTURE(AUTHOR),
     "dry_run,strict,convert_legacy,import_pictures,writing", BODY_DOCUMENT},
    {METHOD_DELETE, "/api/articles/{id}", api_article_delete, WRITE(AUTHOR), "permanent,dry_run,strict", 0},
    {METHOD_POST, "/api/articles/{id}/restore", api_article_restore, WRITE(EDITOR), "dry_run,strict",
     BODY_SMALL},
    {METHOD_POST, "/api/articles/{id}/publish", api_article_publish, WRITE(EDITOR), "dry_run,strict",
     BODY_SMALL},
    {METHOD_POST, "/api/articles/{id}/withdraw", api_article_withdraw, WRITE(EDITOR), "dry_run,strict",
     BODY_SMALL},
    {METHOD_POST, "/api/articles/{id}/erase", api_article_erase, WRITE(EDITOR), "dry_run,strict", BODY_SMALL},
    {METHOD_GET, "/api/articles/{id}/working-copy", api_working_copy_of, SLOW_READ(AUTHOR), "writing", 0},
    {METHOD_PUT, "/api/articles/{id}/working-copy", api_working_copy_keep, WRITE(AUTHOR),
     "dry_run,strict,writing", BODY_BOX},
    {METHOD_DELETE, "/api/articles/{id}/working-copy", api_working_copy_drop, WRITE(AUTHOR),
     "dry_run,strict,writing", 0},
    {METHOD_GET, "/api/articles/{id}/presence", api_presence_show, READ(AUTHOR), "", 0},
    {METHOD_PUT, "/api/articles/{id}/presence", api_presence_note, WRITE(AUTHOR), "", 0},
    {METHOD_DELETE, "/api/articles/{id}/presence", api_presence_leave, WRITE(AUTHOR), "", 0},
    {METHOD_GET, "/api/working-copies", api_working_copy_list, SLOW_READ(AUTHOR), "", 0},
    {METHOD_POST, "/api/working-copies", api_working_copy_create, WRITE(AUTHOR), "dry_run,strict", BODY_BOX},
    {METHOD_GET, "/api/working-copies/{id}", api_working_copy_show, SLOW_READ(AUTHOR), "", 0},
    {METHOD_PUT, "/api/working-copies/{id}", api_working_copy_replace, WRITE(AUTHOR), "dry_run,strict",
     BODY_BOX},
    {METHOD_DELETE, "/api/working-copies/{id}", api_working_copy_remove, WRITE(AUTHOR), "dry_run,strict", 0},
    {METHOD_GET, "/api/addresses", api_address_list, READ(EDITOR), "article,category,tag,media,limit,after",
     0},
    {METHOD_POST, "/api/addresses", api_address_add, WRITE(EDITOR), "dry_run,strict", BODY_BOX},
    {METHOD_DELETE, "/api/addresses/{id}", api_address_remove, WRITE(EDITOR), "dry_run,strict", 0},
    {METHOD_GET, "/api/erasures", api_erasure_list, READ(ADMIN), "limit,after", 0},
    {METHOD_POST, "/api/erasures", api_erasure_create, WRITE(ADMIN), "dry_run,strict", BODY_SMALL},
    {METHOD_GET, "/api/erasures/{id}", api_erasure_show, READ(ADMIN), "", 0},
    {METHOD_GET, "/api/redactions", api_redaction_list, READ(EDITOR), "limit,after", 0},
    {METHOD_GET, "/api/redactions/{id}", api_redaction_show, READ(EDITOR), "", 0},
    {METHOD_GET, "/api/articles/{id}/revisions", api_revision_list, SLOW_PUBLIC, "limit,after", 0},
    {METHOD_GET, "/api/articles/{id}/revisions/{version}", api_revision_show, SLOW_PUBLIC, "", 0},
    {METHOD_POST, "/api/articles/{id}/revisions/{version}/revert", api_revision_revert, WRITE(AUTHOR),
     "dry_run,strict", BODY_SMALL},
    {METHOD_POST, "/api/articles/{id}/revisions/{version}/redact", api_revision_redact, WRITE(EDITOR),
     "dry_run,strict", BODY_SMALL},
    {METHOD_GET, "/api/articles/{id}/verification", api_article_verification, SLOW_PUBLIC, "version", 0},
    {METHOD_POST, "/api/keys/rotate", api_key_rotate, WRITE(ADMIN), "dry_run,strict", 0},
    {METHOD_POST, "/api/preview", api_article_preview, PICTURE(AUTHOR), "import_pictures", BODY_DOCUMENT},
    {METHOD_POST, "/api/clean", api_body_clean, SLOW_READ(AUTHOR), "", BODY_ARTICLE},
    {METHOD_POST, "/api/check", api_article_check_sent, PICTURE(AUTHOR), "article", BODY_ARTICLE},
    {METHOD_GET, "/api/articles/{id}/check", api_article_check, SLOW_READ(READER), "", 0},
    {METHOD_GET, "/api/review", api_review_list, SLOW_READ(READER), "limit", 0},
    {METHOD_GET, "/api/articles/{id}/review", api_article_review, SLOW_READ(READER), "", 0},
    {METHOD_POST, "/api/articles/{id}/send-back", api_article_send_back, WRITE(EDITOR), "dry_run,strict",
     BODY_SMALL},
    {METHOD_POST, "/api/articles/{id}/comments", api_comment_create, WRITE(AUTHOR), "dry_run,strict",
     BODY_SMALL},
    {METHOD_GET, "/api/comments", api_comment_list, READ(AUTHOR), "limit,after", 0},
    {METHOD_DELETE, "/api/comments/{id}", api_comment_remove, WRITE(EDITOR), "dry_run,strict", 0},
    {METHOD_GET, "/api/articles/{id}/stats", api_article_stats, FRESH, "", 0},

    {METHOD_POST, "/api/import", api_import, WRITE(EDITOR), "atomic,dry_run,strict,overwrite,convert_legacy",
     BODY_IMPORT},
    {METHOD_POST, "/api/documents/preview", api_document_preview, WRITE(EDITOR), "", BODY_TABLE},
    {METHOD_GET, "/api/export", api_export, SLOW_READ(READER), "kind,audience,facts.*", 0},

    {METHOD_GET, "/api/suggest", api_suggest, SLOW_FRESH, "q,lang,limit", 0},

    {METHOD_GET, "/api/categories", api_category_list, PUBLIC("lang"), "lang", 0},
    {METHOD_POST, "/api/categories", api_category_create, WRITE(EDITOR), "dry_run,strict", BODY_SMALL},
    {METHOD_POST, "/api/categories/preview", api_category_preview, WRITE(EDITOR), "id", BODY_SMALL},
    {METHOD_GET, "/api/categories/{id}", api_category_show, PUBLIC(""), "", 0},
    {METHOD_PATCH, "/api/categories/{id}", api_category_change, WRITE(EDITOR), "dry_run,strict", BODY_SMALL},
    {METHOD_DELETE, "/api/categories/{id}", api_category_remove, WRITE(EDITOR), "dry_run,strict", 0},
    {METHOD_POST, "/api/categories/{id}/merge", api_category_merge, WRITE(EDITOR), "dry_run,strict",
     BODY_SMALL},

    {METHOD_GET, "/api/tags", api_tag_list, SEARCHED("lang", "q"), "lang,limit,after,q", 0},
    {METHOD_POST, "/api/tags", api_tag_create, WRITE(EDITOR), "dry_run,strict", BODY_SMALL},
    {METHOD_POST, "/api/tags/preview", api_tag_preview, WRITE(EDITOR), "id", BODY_SMALL},
    {METHOD_GET, "/api/tags/{id}", api_tag_show, PUBLIC(""), "", 0},
    {METHOD_PATCH, "/api/tags/{id}", api_tag_change, WRITE(EDITOR), "dry_run,strict", BODY_SMALL},
    {METHOD_DELETE, "/api/tags/{id}", api_tag_remove, WRITE(EDITOR), "dry_run,strict", 0},
    {METHOD_POST, "/api/tags/{id}/merge", api_tag_merge, WRITE(EDITOR), "dry_run,strict", BODY_SMALL},

    {METHOD_GET, "/api/abbreviations", api_abbreviation_list, PUBLIC(""), "", 0},
    {METHOD_POST, "/api/abbreviations", api_abbreviation_create, WRITE(EDITOR), "dry_run,strict", BODY_SMALL},
    {METHOD_GET, "/api/abbreviations/{id}", api_abbreviation_show, PUBLIC(""), "", 0},
    {METHOD_PATCH, "/api/abbreviations/{id}", api_abbreviation_change, WRITE(EDITOR), "dry_run,strict",
     BODY_SMALL},
    {METHOD_DELETE, "/api/abbreviations/{id}", api_abbreviation_remove, WRITE(EDITOR), "dry_run,strict", 0},

    {METHOD_GET, "/api/search/misses", api_miss_list, SLOW_READ(EDITOR), "limit,format", 0},

    {METHOD_GET, "/api/boxes", api_box_list, PUBLIC("lang"), "lang", 0},
    {METHOD_POST, "/api/boxes", api_box_create, WRITE(EDITOR), "dry_run,strict", BODY_BOX},
    {METHOD_POST, "/api/boxes/preview", api_box_preview, WRITE(EDITOR), "id", BODY_BOX},
    {METHOD_GET, "/api/boxes/{id}", api_box_show, PUBLIC(""), "", 0},
    {METHOD_PATCH, "/api/boxes/{id}", api_box_change, WRITE(EDITOR), "dry_run,strict", BODY_BOX},
    {METHOD_DELETE, "/api/boxes/{id}", api_box_remove, WRITE(EDITOR), "dry_run,strict", 0},

    {METHOD_GET, "/api/site", api_site_show, PUBLIC(""), "", 0},
    {METHOD_PATCH, "/api/site", api_site_change, PICTURE(ADMIN), "dry_run,strict", BODY_BOX},
    {METHOD_POST, "/api/site/preview", api_site_preview, WRITE(ADMIN), "path", BODY_BOX},
    {METHOD_GET, "/api/history/{of}", api_thing_history, SLOW_READ(EDITOR), "", 0},
    {METHOD_GET, "/api/history/{of}/{version}", api_thing_state, SLOW_READ(EDITOR), "", 0},
    {METHOD_GET, "/api/site/revisions", api_site_revision_list, SLOW_READ(EDITOR), "limit,after", 0},
    {METHOD_GET, "/api/site/revisions/{version}", api_site_revision_show, SLOW_READ(EDITOR), "", 0},
    {METHOD_POST, "/api/site/revisions/{version}/revert", api_site_revert, PICTURE(ADMIN), "dry_run,strict",
     BODY_SMALL},

    {METHOD_GET, "/api/alert", api_alert_show, PUBLIC(""), "", 0},
    {METHOD_PUT, "/api/alert", api_alert_replace, WRITE(EDITOR), "dry_run,strict", BODY_SMALL},
    {METHOD_DELETE, "/api/alert", api_alert_remove, WRITE(EDITOR), "dry_run,strict", 0},
    {METHOD_GET, "/api/alert/history", api_alert_history, READ(EDITOR), "limit,after", 0},

    {METHOD_GET, "/api/home", api_home_show, PUBLIC(""), "", 0},
    {METHOD_PUT, "/api/home", api_home_replace, WRITE(EDITOR), "dry_run,strict", BODY_BOX},
    {METHOD_PATCH, "/api/home", api_home_change, WRITE(EDITOR), "dry_run,strict", BODY_BOX},
    {METHOD_POST, "/api/home/preview", api_home_preview, WRITE(EDITOR), "lang", BODY_BOX},
    {METHOD_GET, "/api/home/revisions", api_home_revision_list, SLOW_READ(EDITOR), "limit,after", 0},
    {METHOD_GET, "/api/home/revisions/{version}", api_home_revision_show, SLOW_READ(EDITOR), "", 0},
    {METHOD_POST, "/api/home/revisions/{version}/revert", api_home_revert, WRITE(EDITOR), "dry_run,strict",
     0},

    {METHOD_GET, "/api/media", api_media_list, SOUGHT(READER, "q,kind,unused,without_alt"),
     "limit,after,q,kind,unused,without_alt", 0},
    {METHOD_POST, "/api/media", api_media_create, PICTURE(AUTHOR), "dry_run,strict", BODY_FILES},
    {METHOD_PATCH, "/api/media", api_media_change_many, WRITE(EDITOR), "dry_run,strict", BODY_BOX},
    {METHOD_GET, "/api/media/check", api_media_check, SLOW_READ(ADMIN), "after", 0},
    {METHOD_GET, "/api/media/{id}", api_media_show, READ(READER), "", 0},
    {METHOD_PATCH, "/api/media/{id}", api_media_change, WRITE(EDITOR), "dry_run,strict", BODY_SMALL},
    {METHOD_DELETE, "/api/media/{id}", api_media_remove, WRITE(EDITOR), "dry_run,strict", 0},
    {METHOD_GET, "/api/media/{id}/uses", api_media_uses, SLOW_READ(READER), "limit,after", 0},
    {METHOD_POST, "/api/media/{id}/replace", api_media_replace, PICTURE(EDITOR), "dry_run,strict",
     BODY_FILES},

    {METHOD_GET, "/api/tokens", api_token_list, READ(ADMIN), "", 0},
    {METHOD_POST, "/api/tokens", api_token_create, WRITE(ADMIN), "dry_run,strict", BODY_SMALL},
    {METHOD_POST, "/api/tokens/{id}/rotate", api_token_rotate, WRITE(ADMIN), "dry_run,strict", BODY_SMALL},
    {METHOD_DELETE, "/api/tokens/{id}", api_token_remove, WRITE(ADMIN), "dry_run,strict", 0},

    {METHOD_GET, "/api/webhooks", api_webhook_list, SLOW_READ(ADMIN), "", 0},
    {METHOD_POST, "/api/webhooks", api_webhook_create, WRITE(ADMIN), "dry_run,strict", BODY_SMALL},
    {METHOD_GET, "/api/webhooks/{id}", api_webhook_show, SLOW_READ(ADMIN), "", 0},
    {METHOD_PATCH, "/api/webhooks/{id}", api_webhook_change, WRITE(ADMIN), "dry_run,strict", BODY_SMALL},
    {METHOD_DELETE, "/api/webhooks/{id}", api_webhook_remove, WRITE(ADMIN), "dry_run,strict", 0},
    {METHOD_POST, "/api/webhooks/{id}/test", api_webhook_test, WRITE(ADMIN), "dry_run,strict", 0},
    {METHOD_GET, "/api/webhooks/{id}/deliveries", api_webhook_deliveries, SLOW_READ(ADMIN), "limit,after", 0},
    {METHOD_POST, "/api/webhooks/{id}/deliveries/{delivery}/again", api_webhook_again, WRITE(ADMIN),
     "dry_run,strict", 0},

    {METHOD_GET, "/api/accounts", api_account_list, READ(ADMIN), "", 0},
    {METHOD_POST, "/api/accounts", api_account_create, HASH(ADMIN), "dry_run,strict", BODY_SMALL},
    {METHOD_GET, "/api/accounts/{id}", api_account_show, READ(ADMIN), "", 0},
    {METHOD_PATCH, "/api/accounts/{id}", api_account_change, HASH(ADMIN), "dry_run,strict", BODY_SMALL},

    {METHOD_POST, "/api/accounts/first", api_account_first, WRITE(ADMIN), "dry_run,strict", 0},
    {METHOD_GET, "/api/accounts/{id}/sessions", api_account_session_list, READ(ADMIN), "", 0},
    {METHOD_DELETE, "/api/accounts/{id}/sessions", api_account_sessions_end, WRITE(ADMIN), "dry_run,strict",
     0},
    {METHOD_DELETE, "/api/accounts/{id}/sessions/{session}", api_account_session_end, WRITE(ADMIN),
     "dry_run,strict", 0},
    {METHOD_DELETE, "/api/accounts/{id}/totp", api_account_totp_remove, WRITE(ADMIN), "dry_run,strict", 0},
    {METHOD_POST, "/api/accounts/{id}/password-link", api_account_link, WRITE(ADMIN), "dry_run,strict", 0},
    {METHOD_POST, "/api/accounts/{id}/sign-in-link", api_account_enter, WRITE(ADMIN), "dry_run,strict", 0},

    {METHOD_GET, "/api/audit", api_audit_list, SLOW_READ(ADMIN),
     "who,what,object,since,until,limit,after,format", 0},
    {METHOD_POST, "/api/mail/test", api_mail_test, WRITE(ADMIN), "", BODY_SMALL},
    {METHOD_POST, "/api/doctor", api_doctor_run, WRITE(ADMIN), "dry_run,strict", 0},
    {METHOD_GET, "/api/backups", api_backup_list, SLOW_READ(ADMIN), "", 0},
    {METHOD_POST, "/api/backups", api_backup_create, WRITE(ADMIN), "dry_run,strict", BODY_SMALL},
    {METHOD_POST, "/api/backups/forget", api_backup_forget, WRITE(ADMIN), "dry_run,strict", 0},
    {METHOD_POST, "/api/backups/{name}/verify", api_backup_verify, WRITE(ADMIN), "dry_run,strict", 0},
    {METHOD_GET, "/api/backups/{name}/archive", api_backup_archive, SLOW_READ(ADMIN), "", 0},
    {METHOD_GET, "/api/condition", api_condition_show, SLOW_READ(ADMIN), "", 0},
    {METHOD_GET, "/api/trash", api_trash_list, READ(EDITOR), "limit,after", 0},
    {METHOD_GET, "/api/desk", api_desk_show, SLOW_READ(READER), "", 0},

    {METHOD_GET, "/api/audit/verify", api_audit_verify, SLOW_READ(ADMIN), "", 0},

    {METHOD_GET, "/api/links/dead", api_link_list_dead, SLOW_READ(READER), "limit,after", 0},

    {METHOD_GET, "/api/changes", api_change_list, PUBLIC("since,limit=100"), "since,limit,wait", 0},
    {METHOD_GET, "/api/events", api_event_list, FRESH, "since", 0},
    {METHOD_GET, "/api/snapshot", api_snapshot, SLOW_FRESH, "", 0},

    {METHOD_GET, "/api/stats", api_stats_show, FRESH, "", 0},
    {METHOD_GET, "/api/stats/daily", api_stats_daily, FRESH, "from,to", 0},
    {METHOD_POST, "/api/stats/daily", api_stats_bring, WRITE(ADMIN), "dry_run,strict", BODY_SMALL},
    {METHOD_GET, "/api/stats/machines", api_stats_machines, FRESH, "", 0},
    {METHOD_GET, "/api/stats/articles", api_stats_articles, SLOW_READ(READER),
     "from,to,category,lang,limit,format", 0},
    {METHOD_GET, "/api/stats/categories", api_stats_categories, SLOW_READ(READER), "from,to,format", 0},
    {METHOD_GET, "/api/stats/authors", api_stats_authors, SLOW_READ(AUTHOR), "from,to,author,limit,format",
     0},
    {METHOD_GET, "/api/stats/ratings", api_stats_ratings, SLOW_READ(READER), "from,to,limit,format", 0},
    {METHOD_GET, "/api/stats/ledger", api_ledger_list, PUBLIC(""), "", 0},
    {METHOD_POST, "/api/stats/ledger", api_ledger_add, WRITE(ADMIN), "dry_run,strict", BODY_SMALL},
};

/* The rows are constant; the pointer is good for ever. */
const struct route *route_table(size_t *ret_count)
{
    *ret_count = sizeof rows / sizeof *rows;
    return rows;
}

enum role route_role_of(handler *handle)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].handle == handle && rows[i].answer == ANSWER_JSON)
            return rows[i].role;
    return ROLE_COUNT;
}

enum role route_role_at(const char *path)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].method == METHOD_GET && strcmp(rows[i].pattern, path) == 0)
            return rows[i].role;
    return ROLE_COUNT;
}

size_t route_number(const struct route *route)
{
    return route ? (size_t)(route - rows) : sizeof rows / sizeof *rows;
}

/* By the rows, whose texts are constant. */
struct metrics *route_metrics_new(struct arena *arena)
{
    enum { COUNT = sizeof rows / sizeof *rows };
    struct metrics_route *routes = arena_zero(arena, COUNT, sizeof *routes);
    for (size_t i = 0; routes && i < COUNT; i++)
        routes[i] = (struct metrics_route){method_name(rows[i].method), rows[i].pattern};
    return routes ? metrics_new(routes, COUNT) : NULL;
}
