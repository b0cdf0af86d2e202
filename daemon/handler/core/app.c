/* What every page needs is loaded and checked once, before the first socket opens. */
#include "handler/app.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_text.h"
#include "base/said.h"
#include "bulk/feed_pieces.h"
#include "citizen/ask_quota.h"
#include "handler/ratings.h"
#include "look.h"
#include "presence.h"
#include "text/date.h"
#include "warned.h"

#include <string.h>

/* A bound for the files of all languages. */
enum { WORDS_MEMORY = 4 * 1024 * 1024 };

static const char *const word_files[LANG_COUNT] = {"text/vi.json", "text/en.json"};

/* The address of an asset: its content's hash stands in the name, so that it may be kept for ever. */
static enum err asset_url(const struct assets *assets, struct arena *arena, const char *name,
                          struct buf *fault, const char **ret_url)
{
    const struct asset *asset = assets_find(assets, name);
    const char *file = strrchr(name, '/');
    if (!asset || !file) {
        buf_printf(fault, SAID("thiếu tệp giao diện %s", "missing asset %s"), name);
        return ERR_NOT_FOUND;
    }
    *ret_url = arena_printf(arena, "/static/%s%s", asset->hash, file);
    return ERR_OK;
}

/* Looked up once, so that pages only copy texts. An asset that is missing stops the start (or, in the
 * workshop, the exchange) with its name in `fault`. */
static enum err urls_find(const struct assets *assets, struct interface *interface, struct buf *fault)
{
    const struct {
        const char *name;
        const char **url;
    } files[] = {
        {"style/site.css", &interface->style_url},
        {"style/figures.css", &interface->figures_url},
        {"style/history.css", &interface->history_url},
        {"style/register.css", &interface->register_url},
        {"style/kinds.css", &interface->kinds_url},
        {"script/site.js", &interface->script_url},
        {"style/staff.css", &interface->staff_style_url},
        {"script/staff.js", &interface->staff_script_url},
        {"script/kept.js", &interface->kept_url},
        {"script/checks.js", &interface->checks_url},
        {"picture/favicon.svg", &interface->favicon_url},
        {"picture/icon-512.png", &interface->icon_url},
        {"picture/icon-192.png", &interface->icon_small_url},
        {"picture/icon-maskable.png", &interface->icon_maskable_url},
        {"picture/emblem.svg", &interface->emblem_url},
        {"picture/emblem-512.png", &interface->emblem_icon_url},
        {"picture/emblem-192.png", &interface->emblem_icon_small_url},
        {"picture/emblem-maskable.png", &interface->emblem_icon_maskable_url},
    };
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < sizeof files / sizeof *files; i++)
        err = asset_url(assets, interface->arena, files[i].name, fault, files[i].url);
    return err;
}

/* The words of one language, which are unpacked into `scratch`. The templates are checked against them here,
 * so a key that no page could say is found before the first request, not on the page that needs it. */
static enum err words_load(const struct assets *assets, struct interface *interface, enum lang lang,
                           struct arena *scratch, struct asset_unpacked *unpacked, struct buf *fault)
{
    json_error_t error;
    const struct asset *asset = assets_find(assets, word_files[lang]);
    if (!asset) {
        buf_printf(fault, SAID("thiếu tệp giao diện %s", "missing asset %s"), word_files[lang]);
        return ERR_NOT_FOUND;
    }
    const unsigned char *bytes = asset_bytes_next(asset, scratch, unpacked);
    if (!bytes)
        return ERR_MEMORY;
    json_t *words = json_text_read((const char *)bytes, asset->size, JSON_REJECT_DUPLICATES, &error);
    /* Also of a file that is valid JSON but no object; then jansson's text is empty and the file's name
     * says enough. */
    if (!json_is_object(words)) {
        buf_printf(fault, "%s:%d: %s", word_files[lang], error.line, error.text);
        json_decref(words);
        return ERR_JSON;
    }
    /* Handed over before the check, so that interface_close() gives it back should that fail. */
    interface->words[lang] = words;
    return templates_check_words(interface->templates, words, fault);
}

/* All or nothing: *ret_interface is touched only when templates, words and addresses fit together, which
 * lets the workshop keep the former one. */
enum err interface_open(const struct assets *assets, struct buf *fault, struct interface *ret_interface)
{
    /* Six addresses of some sixty bytes; a bound, not a size. */
    enum { INTERFACE_MEMORY = 64 * 1024 };
    auto_arena struct arena *scratch = arena_new(WORDS_MEMORY);
    struct interface interface = {.arena = scratch ? arena_new(INTERFACE_MEMORY) : NULL};
    struct asset_unpacked unpacked = {0};
    if (!interface.arena)
        return ERR_MEMORY;
    enum err err = templates_open(assets, fault, &interface.templates);
    for (enum lang lang = 0; !err && lang < LANG_COUNT; lang++)
        err = words_load(assets, &interface, lang, scratch, &unpacked, fault);
    if (!err)
        err = urls_find(assets, &interface, fault);
    if (err)
        interface_close(&interface);
    else
        *ret_interface = interface;
    return err;
}

/* Takes a half-opened one too: what was not made is NULL, and each of these takes that. */
void interface_close(struct interface *interface)
{
    templates_free(interface->templates);
    for (enum lang lang = 0; lang < LANG_COUNT; lang++)
        json_decref(interface->words[lang]);
    arena_free(interface->arena);
    *interface = (struct interface){0};
}

enum err app_open(struct app *app, struct buf *fault)
{
    app->looks = looks_new();
    app->presence = presence_new();
    app->ratings = ratings_new();
    app->warned = warned_new();
    app->pieces = feed_pieces_new();
    app->asks = ask_quota_new(ASKS_A_DAY);
    app->ask_files = ask_quota_new(ASK_FILES_A_DAY);
    app->digest_asks = ask_quota_new(DIGEST_ASKS_A_DAY);
    bool is_made = app->looks && app->presence && app->ratings && app->warned && app->pieces && app->asks &&
                   app->ask_files && app->digest_asks;
    return is_made ? interface_open(app->assets, fault, &app->interface) : ERR_MEMORY;
}

void app_close(struct app *app)
{
    interface_close(&app->interface);
    looks_free(app->looks);
    presence_free(app->presence);
    ratings_free(app->ratings);
    warned_free(app->warned);
    feed_pieces_free(app->pieces);
    ask_quota_free(app->asks);
    ask_quota_free(app->ask_files);
    ask_quota_free(app->digest_asks);
}

/* Midnight, because the statistics on every page say "today", and an answer kept beyond it would count
 * yesterday's visits as such. */
int64_t app_page_until_ms(const struct app *app, int64_t now_ms)
{
    int64_t midnight_ms = day_start_ms(day_add(day_of(now_ms), 1));
    int64_t until_ms = now_ms + app->page_age_ms;
    return until_ms < midnight_ms ? until_ms : midnight_ms;
}
