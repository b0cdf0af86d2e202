/* The handlers: what each address does. A handler never sees a socket, HTML or SQL.
 *
 * All have one shape: they read the request, work on the store, and leave a view in the reply. Errors
 * become problem documents or error pages; faults are noted in the reply. Role, method, body limit and
 * parameter names were checked by the route. Thread: one worker each, any number at once. */
#ifndef HANDLER_HANDLER_H
#define HANDLER_HANDLER_H

#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"

#include <stdbool.h>

typedef enum err handler(struct app *app, const struct request *request, struct reply *reply);

/* Pages. */
handler home_page, article_page, standing_page, category_page, tag_page, search_page, stats_page,
    problem_page, docs_page;
handler article_print_page, article_copy, article_history_page, site_map_page, accessibility_page;

/* Documents for machines. */
handler site_rss, site_atom, site_json, category_rss, category_atom, category_json, tag_rss, tag_atom,
    tag_json;
handler sitemap_index, sitemap_sections, sitemap_news_show, sitemap_articles;
handler robots_show, opensearch_show, manifest_show, llms_show;

/* The reader's own display: the private stylesheet, and the form that sets the choice. */
handler options_style, options_set;

/* Files: the interface's own, and media. */
handler asset_file, icon_file, media_file, stats_file;

/* Whether the process lives; whether it can answer. */
handler health_show, ready_show;

/* The API. */
handler api_show, me_show, openapi_show;
handler article_list_show, article_create, article_show, article_replace, article_change, article_delete;
handler article_restore, article_publish, article_withdraw, article_stats_show, article_preview;
handler revision_list_show, revision_show, revision_revert, revision_redact_show;
handler import_articles, export_articles;
handler suggest_show, miss_list_show;
handler abbreviation_list_show, abbreviation_show, abbreviation_create, abbreviation_change,
    abbreviation_remove;
handler category_list_show, category_show, category_create, category_change, category_remove;
handler tag_list_show, tag_show, tag_create, tag_change, tag_remove, tag_merge_show;
handler box_list_show, box_show, box_create, box_change, box_remove;
handler site_show, site_change;
handler media_check_show;
handler media_list_show, media_show, media_create, media_change, media_remove;
handler token_list_show, token_create_show, token_remove;
handler stats_show, stats_daily_show, stats_machines_show, ledger_show, ledger_add, audit_verify_show;
handler change_list_show, event_list_show, snapshot_show;

/* Before a write's own handler: the kept answer to the same request, if it was made before with the same
 * Idempotency-Key; *ret_replayed says so. Errors: IDEMPOTENCY_MISMATCH, BAD_REQUEST, the store's. */
enum err replay(struct app *app, const struct request *request, struct reply *reply, bool *ret_replayed);

/* Fills the frame that every page has around its own view: words, site, navigation, boxes, statistics,
 * addresses. Called after the page's handler, when its view has been counted. */
enum err frame_fill(struct app *app, const struct request *request, struct reply *reply);

/* The view of an error page, for `frame_fill` to complete. */
enum err error_page_view(struct app *app, struct request *request, struct reply *reply, enum err err);

#endif
