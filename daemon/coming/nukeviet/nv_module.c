/* Modules, by the tables that there are and by NukeViet's own list; settings that say how addresses were
 * written. */
#include "nukeviet.h"

#include "core/media.h"

#include <stdlib.h>
#include <string.h>

enum { MODULES_MAX = 200 };

const char *nv_text(const char *value)
{
    return value ? value : "";
}

int64_t nv_number(const char *value)
{
    return value ? strtoll(value, NULL, 10) : 0;
}

bool nv_row(struct nukeviet *nv, uint32_t table, int64_t key, struct arena *arena,
            const char *ret_values[static ROW_VALUES_MAX], enum err *err)
{
    size_t first, count = table && key ? row_spool_of_key(&nv->spool, table, key, &first) : 0;
    /* A dump may hold a table twice; what comes last was written last. */
    if (count)
        *err = row_spool_read(&nv->spool, first + count - 1, arena, ret_values);
    return count && !*err;
}

uint32_t nv_table_of(const struct nukeviet *nv, const char *base, enum nv_kind kind)
{
    for (size_t i = 0; i < nv->table_count; i++)
        if (nv->tables[i].kind == kind && (!base || strcmp(nv->tables[i].base, base) == 0))
            return nv->tables[i].number;
    return 0;
}

/* Where the language stands in "nv4_vi_news": behind the prefix, which may have parts itself. NULL: nowhere.
 */
static const char *nv_lang_at(const struct nukeviet *nv, const char *base)
{
    uint32_t counter = nv_table_of(nv, NULL, NV_COUNTER);
    const char *prefix = counter ? nv->tables[counter - 1].base : "";
    size_t length = strlen(prefix);
    if (length && strncmp(base, prefix, length) == 0 && base[length] == '_' && base[length + 1] &&
        base[length + 2] && base[length + 3] == '_')
        return base + length + 1;
    for (const char *at = strchr(base, '_'); at; at = strchr(at + 1, '_'))
        if (at[1] >= 'a' && at[1] <= 'z' && at[2] >= 'a' && at[2] <= 'z' && at[3] == '_')
            return at + 1;
    return NULL;
}

/* What NukeViet's list says of the module whose data are so called: its name in addresses, its folder, its
 * program. */
static enum err nv_module_named(struct nukeviet *nv, const char *list_base, const char *data,
                                struct arena *arena, const char *ret_row[static ROW_VALUES_MAX],
                                bool *ret_found)
{
    uint32_t table = nv_table_of(nv, list_base, NV_MODULES);
    size_t first, count = table ? row_spool_of_table(&nv->spool, table, &first) : 0;
    *ret_found = false;
    nv->has_module_list |= count > 0;
    for (size_t i = 0; i < count; i++) {
        enum err err = row_spool_read(&nv->spool, first + i, arena, ret_row);
        if (err)
            return err;
        if (strcmp(nv_text(ret_row[NV_MODULE_DATA]), data) == 0) {
            *ret_found = true;
            return ERR_OK;
        }
    }
    return ERR_OK;
}

/* "tin_tuc" was called "tin-tuc". */
static const char *nv_called(struct arena *arena, const char *data)
{
    char *called = arena_alloc(arena, strlen(data) + 1);
    if (!called)
        return "";
    for (size_t i = 0; i <= strlen(data); i++)
        called[i] = data[i] == '_' ? '-' : data[i];
    return called;
}

static void nv_tell_language(struct nukeviet *nv, const char *base, const char *lang)
{
    coming_tell(nv->coming, base,
                COMING_SAID(nv->coming, "ngôn ngữ «%.2s» không có ở đây (chỉ có vi, en); bỏ cả mô-đun",
                            "the portal has no language “%.2s”, only vi and en; the module is left out"),
                lang);
}

/* A module of articles (NV_ROWS) or pages, unless it is of another program. */
static enum err nv_module_add(struct nukeviet *nv, const struct nv_table *table)
{
    const char *at = nv_lang_at(nv, table->base), *row[ROW_VALUES_MAX];
    struct nv_module *module = &nv->modules[nv->module_count];
    bool is_found, is_page = table->kind == NV_PAGE;
    if (!at || nv->module_count == MODULES_MAX)
        return ERR_OK;
    const char *list = arena_copy(nv->arena, table->base, (size_t)(at + 2 - table->base));
    enum err err = nv_module_named(nv, list, at + 3, nv->arena, row, &is_found);
    if (err)
        return err;
    /* Tables of pages are known by their columns, which others may have too. */
    if (is_page && ((is_found && strcmp(nv_text(row[NV_MODULE_FILE]), "page") != 0) ||
                    (!is_found && nv->has_module_list)))
        return ERR_OK;
    bool is_vietnamese = strncmp(at, "vi", 2) == 0;
    if (!is_vietnamese && strncmp(at, "en", 2) != 0) {
        nv_tell_language(nv, table->base, at);
        return ERR_OK;
    }
    *module = (struct nv_module){.base = table->base, .lang = is_vietnamese ? "vi" : "en"};
    module->called = is_found ? row[NV_MODULE_TITLE] : nv_called(nv->arena, at + 3);
    module->upload =
        is_found && row[NV_MODULE_UPLOAD] && *row[NV_MODULE_UPLOAD] ? row[NV_MODULE_UPLOAD] : module->called;
    for (enum nv_kind kind = 0; kind < NV_KINDS; kind++)
        module->tables[kind] = nv_table_of(nv, table->base, kind);
    nv->module_count++;
    return ERR_OK;
}

/* One setting of the whole site. */
static enum err nv_setting(struct nukeviet *nv, const char *name, const char *value)
{
    if (strcmp(name, "site_lang") == 0)
        nv->site_lang = value;
    else if (strcmp(name, "rewrite_op_mod") == 0)
        nv->root = value;
    else if (strcmp(name, "rewrite_exturl") == 0 && *value)
        nv->ending = value;
    else if (strcmp(name, "my_domains") == 0)
        for (const char *at = value; *at; at += strcspn(at, ","), at += *at == ',') {
            enum err err = coming_media_site(nv->coming, arena_copy(nv->arena, at, strcspn(at, ",")));
            if (err)
                return err;
        }
    return ERR_OK;
}

static enum err nv_settings(struct nukeviet *nv)
{
    enum err err = ERR_OK;
    for (size_t t = 0; t < nv->table_count; t++) {
        const char *row[ROW_VALUES_MAX];
        size_t first, count = 0;
        if (nv->tables[t].kind == NV_CONFIG)
            count = row_spool_of_table(&nv->spool, nv->tables[t].number, &first);
        for (size_t i = 0; !err && i < count; i++) {
            err = row_spool_read(&nv->spool, first + i, nv->arena, row);
            if (!err)
                err = nv_setting(nv, nv_text(row[NV_CONFIG_NAME]), nv_text(row[NV_CONFIG_VALUE]));
        }
    }
    return err;
}

static int nv_module_order(const void *one, const void *other)
{
    const struct nv_module *a = one, *b = other;
    if (a->is_default_lang != b->is_default_lang)
        return a->is_default_lang ? -1 : 1;
    return !a->tables[NV_ROWS] - !b->tables[NV_ROWS];
}

/* Which modules' addresses could do without the language, and without the module. */
static void nv_module_forms(struct nukeviet *nv)
{
    bool has_vietnamese = false;
    for (size_t i = 0; i < nv->module_count; i++)
        has_vietnamese |= strcmp(nv->modules[i].lang, "vi") == 0;
    const char *lang = nv->site_lang && *nv->site_lang ? nv->site_lang : has_vietnamese ? "vi" : "en";
    const char *root = nv->root && *nv->root ? nv->root : "news";
    for (size_t i = 0; i < nv->module_count; i++) {
        nv->modules[i].is_default_lang = strcmp(nv->modules[i].lang, lang) == 0;
        nv->modules[i].is_at_root = strcmp(nv->modules[i].called, root) == 0;
    }
}

enum err nv_modules(struct nukeviet *nv)
{
    enum err err = nv_settings(nv);
    nv->modules = arena_zero(nv->arena, MODULES_MAX + 1, sizeof *nv->modules);
    if (!nv->modules)
        return ERR_MEMORY;
    for (size_t i = 0; !err && i < nv->table_count; i++)
        if (nv->tables[i].kind == NV_ROWS || nv->tables[i].kind == NV_PAGE)
            err = nv_module_add(nv, &nv->tables[i]);
    nv_module_forms(nv);
    /* What readers saw first has the better slugs: the portal's own language, articles. */
    qsort(nv->modules, nv->module_count, sizeof *nv->modules, nv_module_order);
    return err;
}

/* One of each way that NukeViet wrote addresses in, by its settings over the years. */
json_t *nv_addresses(struct nukeviet *nv, const struct nv_module *module, const char *what,
                     const char *ending)
{
    json_t *list = json_array();
    const char *parts = *what ? arena_printf(nv->coming->batch, "/%s", what) : "";
    const char *texts[5] = {
        arena_printf(nv->coming->batch, "/%s/%s%s", module->lang, module->called, parts),
        module->is_default_lang ? arena_printf(nv->coming->batch, "/%s%s", module->called, parts) : NULL,
        module->is_default_lang && module->is_at_root && *what ? parts : NULL,
        arena_printf(nv->coming->batch, "/index.php?language=%s&nv=%s%s%s", module->lang, module->called,
                     *what ? "&op=" : "", what),
        *ending ? arena_printf(nv->coming->batch, "/index.php?language=%s&nv=%s&op=%s%s", module->lang,
                               module->called, what, ending)
                : NULL,
    };
    for (size_t i = 0; list && i < sizeof texts / sizeof *texts; i++)
        if (texts[i] && json_array_append_new(list, json_string(texts[i]))) {
            json_decref(list);
            return NULL;
        }
    return list;
}
