/* From a dump of NukeViet to a portal: the whole way, in its order. */
#include "nukeviet.h"

#include "coming/coming.h"
#include "core/media.h"

#include <string.h>

/* Tables of a language's modules that hold settings, or what is made of others. */
static bool nv_is_of_no_use(const char *name)
{
    static const char *const endings[] = {
        "_blocks_groups", "_blocks_weight", "_modules",  "_modfuncs", "_modthemes",
        "_searchkeys",    "_referer_stats", "_config",   "_admins",   "_config_post",
        "_logs",          "_tmp",           "_bodytext", "_voices",   "_author",
        "_row_histories", "_menu",          "_cronjobs", "_blocks"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t length = strlen(name), size = strlen(endings[i]);
        if (length > size && strcmp(name + length - size, endings[i]) == 0)
            return true;
    }
    return false;
}

/* Whether a table is of a module that came: its own, or the copies of rows by category (nv4_vi_news_12). */
static bool nv_is_of_module(const struct nukeviet *nv, const char *name)
{
    for (size_t i = 0; i < nv->module_count; i++) {
        size_t length = strlen(nv->modules[i].base);
        if (strncmp(name, nv->modules[i].base, length) == 0 && (name[length] == '_' || !name[length]))
            return true;
    }
    return false;
}

/* Tables with rows of modules that nothing here reads. */
static void nv_tell_rest(struct nukeviet *nv)
{
    for (size_t i = 0; i < nv->table_count; i++) {
        const char *name = nv->tables[i].name;
        const char *vi = strstr(name, "_vi_"), *en = strstr(name, "_en_");
        /* Advertisements are of no language. */
        size_t length = strlen(name);
        bool is_shared = length > 13 && strcmp(name + length - 13, "_banners_rows") == 0;
        if ((vi || en || is_shared) && !nv_is_of_module(nv, name) && !nv_is_of_no_use(name) &&
            nv->tables[i].kind != NV_CONFIG)
            coming_tell(
                nv->coming, name,
                COMING_SAID(nv->coming, "bảng của mô-đun không nhập được ở đây; nội dung của nó không sang",
                            "a table of a module that cannot be brought here; what it holds did not come"));
    }
}

static enum err nv_bring(struct nukeviet *nv)
{
    enum err err = coming_places_read(nv->coming, &nv->places);
    for (size_t i = 0; !err && i < nv->module_count; i++)
        err = nv_categories(nv, &nv->modules[i]);
    for (size_t i = 0; !err && i < nv->module_count; i++)
        err =
            nv->modules[i].tables[NV_ROWS] ? nv_articles(nv, &nv->modules[i]) : nv_pages(nv, &nv->modules[i]);
    for (size_t i = 0; !err && i < nv->module_count; i++)
        err = nv_tags(nv, &nv->modules[i]);
    for (size_t i = 0; !err && i < nv->module_count; i++)
        err = nv_boxes(nv, &nv->modules[i]);
    if (!err)
        err = nv_counter(nv);
    if (!err)
        nv_tell_rest(nv);
    return err;
}

/* From the dump on, with a spool that is open. */
static enum err nv_run(struct nukeviet *nv, int dump, const char *name)
{
    enum err err = nv_gather(nv, dump, name);
    if (!err)
        err = nv_modules(nv);
    if (!err && !nv->module_count) {
        buf_printf(
            nv->coming->fault,
            COMING_SAID(nv->coming,
                        "%s không phải bản sao lưu cơ sở dữ liệu NukeViet 4 (không thấy bảng …_rows của "
                        "mô-đun tin tức)",
                        "%s is no dump of a NukeViet 4 database (there is no table …_rows of a news module)"),
            name);
        err = ERR_INPUT;
    }
    return err ? err : nv_bring(nv);
}

enum err coming_nukeviet(const struct coming_portal *portal, const struct coming_options *options, int dump,
                         const char *name, struct buf *fault, struct coming_counts *ret_counts)
{
    auto_coming struct coming coming = {.arena = NULL};
    enum err err = coming_begin(&coming, portal, options, fault);
    if (!err && options->site)
        err = coming_media_site(&coming, options->site);
    struct nukeviet nv = {.coming = &coming, .arena = coming.arena, .ending = ".html"};
    if (!err)
        err = row_spool_open(options->directory, &nv.spool, fault);
    if (err)
        return err;
    err = nv_run(&nv, dump, name);
    coming_places_done(&nv.places);
    row_spool_close(&nv.spool);
    *ret_counts = coming.counts;
    return err;
}
