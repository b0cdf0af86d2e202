#include "route/route.h"

#include "handler/handler.h"

enum {
    BODY_FORM = 4096,                 /* the accessibility bar's form */
    BODY_SMALL = 64 * 1024,           /* a category, a token */
    BODY_BOX = 1024 * 1024,           /* a box with all its items */
    BODY_ARTICLE = 21 * 1024 * 1024,  /* an article with its photo */
    BODY_IMPORT = 2000 * 1024 * 1024, /* many articles, to a file */
    BODY_MEDIA = 21 * 1024 * 1024,    /* 20 MiB and the form around it */
};

#define PAGE ANSWER_PAGE, ROLE_NONE, KEEP_SHARED
#define SEARCH \
    ANSWER_PAGE, ROLE_NONE, KEEP_NOT /* whoever asks much must not drive others' pages out of memory */
#define DOCUMENT ANSWER_DOCUMENT, ROLE_NONE, KEEP_SHARED
#define FEEDS(path, thing)                                             \
    {METHOD_GET, path "/rss.xml", thing##_rss, DOCUMENT, "", 0},       \
        {METHOD_GET, path "/atom.xml", thing##_atom, DOCUMENT, "", 0}, \
    {                                                                  \
        METHOD_GET, path "/feed.json", thing##_json, DOCUMENT, "", 0   \
    }
#define FILES ANSWER_FILE, ROLE_NONE, KEEP_NOT
#define PUBLIC ANSWER_JSON, ROLE_NONE, KEEP_SHARED
#define FRESH ANSWER_JSON, ROLE_NONE, KEEP_NOT
#define PICTURE(role) ANSWER_JSON, ROLE_##role, KEEP_LONG
#define WRITE(role) ANSWER_JSON, ROLE_##role, KEEP_NOT

static const struct route rows[] = {
    {METHOD_GET, "/", home_page, PAGE, "", 0},
    {METHOD_GET, "/bai-viet/{slug}", article_page, PAGE, "", 0},
    {METHOD_GET, "/bai-viet/{slug}/in", article_print_page, PAGE, "", 0},
    {METHOD_GET, "/bai-viet/{slug}/luu", article_copy, FILES, "", 0},
    {METHOD_GET, "/bai-viet/{slug}/lich-su", article_history_page, PAGE, "after", 0},
    {METHOD_GET, "/trang/{slug}", standing_page, PAGE, "", 0},
    {METHOD_GET, "/chuyen-muc/{slug}", category_page, PAGE, "after", 0},
    {METHOD_GET, "/the/{slug}", tag_page, PAGE, "after", 0},
    {METHOD_GET, "/tim-kiem", search_page, SEARCH, "q,category,from,to,sort,after", 0},
    {METHOD_GET, "/thong-ke", stats_page, PAGE, "", 0},
    {METHOD_GET, "/thong-ke.csv", stats_file, FILES, "", 0},
    {METHOD_GET, "/so-do", site_map_page, PAGE, "", 0},
    {METHOD_GET, "/tro-nang", accessibility_page, PAGE, "", 0},
    {METHOD_GET, "/en", home_page, PAGE, "", 0},
    {METHOD_GET, "/en/bai-viet/{slug}", article_page, PAGE, "", 0},
    {METHOD_GET, "/en/bai-viet/{slug}/in", article_print_page, PAGE, "", 0},
    {METHOD_GET, "/en/bai-viet/{slug}/luu", article_copy, FILES, "", 0},
    {METHOD_GET, "/en/bai-viet/{slug}/lich-su", article_history_page, PAGE, "after", 0},
    {METHOD_GET, "/en/trang/{slug}", standing_page, PAGE, "", 0},
    {METHOD_GET, "/en/chuyen-muc/{slug}", category_page, PAGE, "after", 0},
    {METHOD_GET, "/en/the/{slug}", tag_page, PAGE, "after", 0},
    {METHOD_GET, "/en/tim-kiem", search_page, SEARCH, "q,category,from,to,sort,after", 0},
    {METHOD_GET, "/en/thong-ke", stats_page, PAGE, "", 0},
    {METHOD_GET, "/en/thong-ke.csv", stats_file, FILES, "", 0},

    FEEDS("", site),
    FEEDS("/chuyen-muc/{slug}", category),
    FEEDS("/the/{slug}", tag),
    FEEDS("/en", site),
    FEEDS("/en/chuyen-muc/{slug}", category),
    FEEDS("/en/the/{slug}", tag),
    {METHOD_GET, "/sitemap.xml", sitemap_index, DOCUMENT, "", 0},
    {METHOD_GET, "/sitemap-sections.xml", sitemap_sections, DOCUMENT, "", 0},
    {METHOD_GET, "/sitemap-news.xml", sitemap_news_show, DOCUMENT, "", 0},
    {METHOD_GET, "/sitemap-{part}.xml", sitemap_articles, ANSWER_DOCUMENT, ROLE_NONE, KEEP_NOT, "", 0},
    {METHOD_GET, "/robots.txt", robots_show, DOCUMENT, "", 0},
    {METHOD_GET, "/llms.txt", llms_show, DOCUMENT, "", 0},
    {METHOD_GET, "/opensearch.xml", opensearch_show, DOCUMENT, "", 0},
    {METHOD_GET, "/en/opensearch.xml", opensearch_show, DOCUMENT, "", 0},
    {METHOD_GET, "/manifest.webmanifest", manifest_show, DOCUMENT, "", 0},
    {METHOD_GET, "/en/manifest.webmanifest", manifest_show, DOCUMENT, "", 0},
    {METHOD_GET, "/favicon.svg", icon_file, FILES, "", 0},
    {METHOD_GET, "/favicon.ico", icon_file, FILES, "", 0},
    {METHOD_GET, "/apple-touch-icon.png", icon_file, FILES, "", 0},
    {METHOD_GET, "/en/so-do", site_map_page, PAGE, "", 0},
    {METHOD_GET, "/en/tro-nang", accessibility_page, PAGE, "", 0},

    {METHOD_GET, "/tuy-chon.css", options_style, FILES, "", 0},
    {METHOD_POST, "/tuy-chon", options_set, FILES, "", BODY_FORM},
    {METHOD_GET, "/static/{hash}/{name}", asset_file, ANSWER_FILE, ROLE_NONE, KEEP_SHARED, "", 0},
    {METHOD_GET, "/media/{name}", media_file, FILES, "", 0},
    {METHOD_GET, "/healthz", health_show, FILES, "", 0},
    {METHOD_GET, "/readyz", ready_show, FILES, "", 0},

    {METHOD_GET, "/problems/{name}", problem_page, ANSWER_FILE, ROLE_NONE, KEEP_SHARED, "", 0},

    {METHOD_GET, "/api", api_show, PUBLIC, "", 0},
    {METHOD_GET, "/api/openapi.json", openapi_show, PUBLIC, "", 0},
    {METHOD_GET, "/api/docs", docs_page, PUBLIC, "", 0},
    {METHOD_GET, "/api/me", me_show, WRITE(READER), "", 0},

    {METHOD_GET, "/api/articles", article_list_show, PUBLIC,
     "limit,after,q,category,tag,from,to,lang,status,sort,fields,include", 0},
    {METHOD_POST, "/api/articles", article_create, PICTURE(AUTHOR), "dry_run,convert_legacy,import_pictures",
     BODY_ARTICLE},
    {METHOD_GET, "/api/articles/{id}", article_show, PUBLIC, "", 0},
    {METHOD_PUT, "/api/articles/{id}", article_replace, PICTURE(AUTHOR),
     "dry_run,convert_legacy,import_pictures", BODY_ARTICLE},
    {METHOD_PATCH, "/api/articles/{id}", article_change, PICTURE(AUTHOR),
     "dry_run,convert_legacy,import_pictures", BODY_ARTICLE},
    {METHOD_DELETE, "/api/articles/{id}", article_delete, WRITE(AUTHOR), "permanent,dry_run", 0},
    {METHOD_POST, "/api/articles/{id}/restore", article_restore, WRITE(EDITOR), "dry_run", BODY_SMALL},
    {METHOD_POST, "/api/articles/{id}/publish", article_publish, WRITE(EDITOR), "dry_run", BODY_SMALL},
    {METHOD_POST, "/api/articles/{id}/withdraw", article_withdraw, WRITE(EDITOR), "dry_run", BODY_SMALL},
    {METHOD_GET, "/api/articles/{id}/revisions", revision_list_show, PUBLIC, "limit,after", 0},
    {METHOD_GET, "/api/articles/{id}/revisions/{version}", revision_show, PUBLIC, "", 0},
    {METHOD_POST, "/api/articles/{id}/revisions/{version}/revert", revision_revert, WRITE(AUTHOR), "dry_run",
     BODY_SMALL},
    {METHOD_POST, "/api/articles/{id}/revisions/{version}/redact", revision_redact_show, WRITE(EDITOR),
     "dry_run", BODY_SMALL},
    {METHOD_POST, "/api/preview", article_preview, PICTURE(AUTHOR), "import_pictures", BODY_ARTICLE},
    {METHOD_GET, "/api/articles/{id}/stats", article_stats_show, FRESH, "", 0},

    {METHOD_POST, "/api/import", import_articles, WRITE(EDITOR), "atomic,dry_run", BODY_IMPORT},
    {METHOD_GET, "/api/export", export_articles, WRITE(READER), "", 0},

    {METHOD_GET, "/api/suggest", suggest_show, FRESH, "q,lang,limit", 0},

    {METHOD_GET, "/api/categories", category_list_show, PUBLIC, "lang", 0},
    {METHOD_POST, "/api/categories", category_create, WRITE(EDITOR), "dry_run", BODY_SMALL},
    {METHOD_GET, "/api/categories/{id}", category_show, PUBLIC, "", 0},
    {METHOD_PATCH, "/api/categories/{id}", category_change, WRITE(EDITOR), "dry_run", BODY_SMALL},
    {METHOD_DELETE, "/api/categories/{id}", category_remove, WRITE(EDITOR), "dry_run", 0},

    {METHOD_GET, "/api/tags", tag_list_show, PUBLIC, "lang,limit,after", 0},
    {METHOD_POST, "/api/tags", tag_create, WRITE(EDITOR), "dry_run", BODY_SMALL},
    {METHOD_GET, "/api/tags/{id}", tag_show, PUBLIC, "", 0},
    {METHOD_PATCH, "/api/tags/{id}", tag_change, WRITE(EDITOR), "dry_run", BODY_SMALL},
    {METHOD_DELETE, "/api/tags/{id}", tag_remove, WRITE(EDITOR), "dry_run", 0},
    {METHOD_POST, "/api/tags/{id}/merge", tag_merge_show, WRITE(EDITOR), "dry_run", BODY_SMALL},

    {METHOD_GET, "/api/abbreviations", abbreviation_list_show, PUBLIC, "", 0},
    {METHOD_POST, "/api/abbreviations", abbreviation_create, WRITE(EDITOR), "dry_run", BODY_SMALL},
    {METHOD_GET, "/api/abbreviations/{id}", abbreviation_show, PUBLIC, "", 0},
    {METHOD_PATCH, "/api/abbreviations/{id}", abbreviation_change, WRITE(EDITOR), "dry_run", BODY_SMALL},
    {METHOD_DELETE, "/api/abbreviations/{id}", abbreviation_remove, WRITE(EDITOR), "dry_run", 0},

    {METHOD_GET, "/api/search/misses", miss_list_show, WRITE(EDITOR), "limit", 0},

    {METHOD_GET, "/api/boxes", box_list_show, PUBLIC, "lang", 0},
    {METHOD_POST, "/api/boxes", box_create, WRITE(EDITOR), "dry_run", BODY_BOX},
    {METHOD_GET, "/api/boxes/{id}", box_show, PUBLIC, "", 0},
    {METHOD_PATCH, "/api/boxes/{id}", box_change, WRITE(EDITOR), "dry_run", BODY_BOX},
    {METHOD_DELETE, "/api/boxes/{id}", box_remove, WRITE(EDITOR), "dry_run", 0},

    {METHOD_GET, "/api/site", site_show, PUBLIC, "", 0},
    {METHOD_PATCH, "/api/site", site_change, WRITE(ADMIN), "dry_run", BODY_BOX},

    {METHOD_GET, "/api/media", media_list_show, WRITE(READER), "limit,after", 0},
    {METHOD_POST, "/api/media", media_create, PICTURE(AUTHOR), "dry_run", BODY_MEDIA},
    {METHOD_GET, "/api/media/check", media_check_show, ANSWER_JSON, ROLE_ADMIN, KEEP_LONG, "after", 0},
    {METHOD_GET, "/api/media/{id}", media_show, WRITE(READER), "", 0},
    {METHOD_PATCH, "/api/media/{id}", media_change, WRITE(EDITOR), "dry_run", BODY_SMALL},
    {METHOD_DELETE, "/api/media/{id}", media_remove, WRITE(EDITOR), "dry_run", 0},

    {METHOD_GET, "/api/tokens", token_list_show, WRITE(ADMIN), "", 0},
    {METHOD_POST, "/api/tokens", token_create_show, WRITE(ADMIN), "dry_run", BODY_SMALL},
    {METHOD_DELETE, "/api/tokens/{id}", token_remove, WRITE(ADMIN), "dry_run", 0},

    {METHOD_GET, "/api/audit/verify", audit_verify_show, WRITE(ADMIN), "", 0},

    {METHOD_GET, "/api/changes", change_list_show, PUBLIC, "since,limit,wait", 0},
    {METHOD_GET, "/api/events", event_list_show, FRESH, "since", 0},
    {METHOD_GET, "/api/snapshot", snapshot_show, FRESH, "", 0},

    {METHOD_GET, "/api/stats", stats_show, FRESH, "", 0},
    {METHOD_GET, "/api/stats/daily", stats_daily_show, FRESH, "from,to", 0},
    {METHOD_GET, "/api/stats/machines", stats_machines_show, FRESH, "", 0},
    {METHOD_GET, "/api/stats/ledger", ledger_show, PUBLIC, "", 0},
    {METHOD_POST, "/api/stats/ledger", ledger_add, WRITE(ADMIN), "dry_run", BODY_SMALL},
};

const struct route *route_table(size_t *ret_count)
{
    *ret_count = sizeof rows / sizeof *rows;
    return rows;
}
