/* Articles of a module, in the order of their numbers: a row, its body, its tags, its authors, its source,
 * its addresses. */
#include "nv_article.h"

#include "base/clock.h"
#include "core/media.h"
#include "html/safe.h"
#include "store/article.h"
#include "store/category.h"
#include "text/slug.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What NukeViet's numbers of status mean. A category that is locked adds 21. */
enum {
    NV_STATUS_OFF,
    NV_STATUS_PUBLISHED,
    NV_STATUS_TIMED,
    NV_STATUS_EXPIRED,
    NV_STATUS_DRAFT,
    NV_STATUS_LOCKED = 21
};
enum { ARTICLE_ARENA = 256 * 1024 * 1024, ADDRESSES_MAX = 45 };

struct nv_article {
    struct nukeviet *nv;
    const struct nv_module *module;
    struct arena *arena;
    const char *row[ROW_VALUES_MAX];
    const char *label;
    int64_t id;
    const struct nv_category *category;
    json_t *line;
};

/* The word of the API for the status; scheduled only where the moment is to come. */
static const char *nv_status(const struct nv_article *a, int64_t published_ms, int64_t ends_ms,
                             int64_t now_ms)
{
    int64_t status = nv_number(a->row[NV_ROW_STATUS]);
    bool is_locked = status >= NV_STATUS_LOCKED;
    bool is_over = ends_ms && ends_ms <= now_ms;
    status -= is_locked ? NV_STATUS_LOCKED : 0;
    if (status == NV_STATUS_PUBLISHED || status == NV_STATUS_TIMED) {
        if (is_locked || is_over)
            return "withdrawn";
        return published_ms > now_ms ? "scheduled" : "published";
    }
    if (status == NV_STATUS_OFF || status == NV_STATUS_EXPIRED)
        return "withdrawn";
    /* 5, 7, 8 and 10 wait for somebody; 6 and 9 were sent back to who wrote them. */
    return status == 5 || status == 7 || status == 8 || status == 10 ? "review" : "draft";
}

/* Moments and status. One without any date has that of its making. */
static void nv_put_times(struct nv_article *a)
{
    int64_t now_ms = clock_now_ms(&clock_system);
    int64_t at_ms = coming_time_ms(a->row[NV_ROW_PUBLTIME]), ends_ms = coming_time_ms(a->row[NV_ROW_EXPTIME]);
    at_ms = at_ms ? at_ms : coming_time_ms(a->row[NV_ROW_ADDTIME]);
    at_ms = at_ms ? at_ms : coming_time_ms(a->row[NV_ROW_EDITTIME]);
    const char *status = nv_status(a, at_ms, ends_ms, now_ms);
    nv_put(a->line, "status", status);
    if (!at_ms && strcmp(status, "published") == 0)
        coming_tell(a->nv->coming, a->label,
                    COMING_SAID(a->nv->coming, "không có ngày đăng; lấy ngày nhập",
                                "has no date; it gets that of the import"));
    bool is_later = at_ms > now_ms;
    /* The moment of a draft is nothing that a reader saw. */
    if (at_ms && (!is_later || strcmp(status, "scheduled") == 0) && strcmp(status, "draft") != 0 &&
        strcmp(status, "review") != 0)
        nv_put(a->line, "published_at", coming_time_text(a->arena, at_ms));
    if (ends_ms > now_ms)
        nv_put(a->line, "expires_at", coming_time_text(a->arena, ends_ms));
}

/* Names that stand beside the article in the list of authors, then the one typed by hand. */
static enum err nv_put_author(struct nv_article *a)
{
    uint32_t table = a->module->tables[NV_AUTHORS];
    size_t first, count = table ? row_spool_of_key(&a->nv->spool, table, a->id, &first) : 0;
    auto_buf struct buf names = BUF(64 * 1024);
    const char *typed = coming_line_of(a->arena, nv_text(a->row[NV_ROW_AUTHOR])), *row[ROW_VALUES_MAX];
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < count; i++) {
        err = row_spool_read(&a->nv->spool, first + i, a->arena, row);
        const char *name = err ? "" : coming_line_of(a->arena, nv_text(row[NV_AUTHOR_NAME]));
        if (*name)
            buf_printf(&names, "%s%s", names.length ? ", " : "", name);
    }
    if (*typed)
        buf_printf(&names, "%s%s", names.length ? ", " : "", typed);
    nv_put(a->line, "author",
           coming_fit(a->nv->coming, a->arena, a->label, buf_str(&names), ARTICLE_AUTHOR_MAX));
    return err;
}

/* The source's name, and the address it was taken from. */
static enum err nv_put_source(struct nv_article *a, const char *sourcetext)
{
    const char *row[ROW_VALUES_MAX], *name = "", *given = coming_line_of(a->arena, sourcetext);
    struct safe_url url;
    enum err err = ERR_OK;
    if (nv_row(a->nv, a->module->tables[NV_SOURCES], nv_number(a->row[NV_ROW_SOURCEID]), a->arena, row, &err))
        name = coming_line_of(a->arena, nv_text(row[NV_SOURCE_TITLE]));
    bool has_url = !err && *given && safe_url_from(given, URL_WEB, &url) == ERR_OK;
    /* What is no address is a name. */
    if (!*name && !has_url)
        name = given;
    if (err || (!*name && !has_url))
        return err;
    json_t *source = json_object();
    nv_put(source, "name", coming_fit(a->nv->coming, a->arena, a->label, name, ARTICLE_SOURCE_MAX));
    if (has_url)
        nv_put(source, "url", given);
    return json_object_set_new(a->line, "source", source) ? ERR_MEMORY : ERR_OK;
}

/* One tag, unless it has no letters, or is there already. */
static void nv_put_tag(struct nv_article *a, json_t *tags, struct coming_map *seen, const char *word)
{
    int64_t known;
    const char *name =
        coming_fit(a->nv->coming, a->arena, a->label, coming_line_of(a->arena, word), TERM_NAME_MAX);
    const char *slug = slug_from_title(name, a->arena);
    if (!*slug || coming_map_find(seen, slug, &known))
        return;
    if (json_array_size(tags) == ARTICLE_TAGS_MAX) {
        coming_tell(
            a->nv->coming, a->label,
            COMING_SAID(a->nv->coming, "quá 30 từ khóa; bỏ «%s»", "has more than 30 tags; “%s” is left out"),
            name);
        return;
    }
    coming_map_put(seen, a->arena, slug, 1);
    json_array_append_new(tags, json_string(name));
}

/* Its tags, and the row of events that it was part of. */
static enum err nv_put_tags(struct nv_article *a)
{
    uint32_t table = a->module->tables[NV_TAGS_ID];
    size_t first, count = table ? row_spool_of_key(&a->nv->spool, table, a->id, &first) : 0;
    struct coming_map seen = {.count = 0};
    const char *row[ROW_VALUES_MAX], *topic[ROW_VALUES_MAX];
    json_t *tags = json_array();
    enum err err = json_object_set_new(a->line, "tags", tags) ? ERR_MEMORY : ERR_OK;
    if (!err &&
        nv_row(a->nv, a->module->tables[NV_TOPICS], nv_number(a->row[NV_ROW_TOPICID]), a->arena, topic, &err))
        nv_put_tag(a, tags, &seen, nv_text(topic[NV_TOPIC_TITLE]));
    for (size_t i = 0; !err && i < count; i++) {
        err = row_spool_read(&a->nv->spool, first + i, a->arena, row);
        if (!err)
            nv_put_tag(a, tags, &seen, nv_text(row[NV_TAGS_ID_WORD]));
    }
    return err;
}

/* Files that hang on it, separated by commas. */
static enum err nv_put_files(struct nv_article *a, const char *files)
{
    struct coming *coming = a->nv->coming;
    json_t *list = json_array();
    enum err err = json_object_set_new(a->line, "attachments", list) ? ERR_MEMORY : ERR_OK;
    for (const char *at = files; !err && *at; at += strcspn(at, ","), at += *at == ',') {
        struct coming_medium medium;
        const char *file = coming_line_of(a->arena, arena_copy(a->arena, at, strcspn(at, ",")));
        bool is_address = strncasecmp(file, "http", 4) == 0 || *file == '/';
        const char *address =
            is_address ? file : arena_printf(a->arena, "uploads/%s/%s", a->module->upload, file);
        if (!*file)
            continue;
        err = coming_media_at(coming, address, a->label, &medium);
        if (!err && (medium.state == MEDIUM_MISSING || medium.state == MEDIUM_FOREIGN)) {
            coming->counts.missing++;
            coming_tell(coming, a->label,
                        COMING_SAID(coming, "không thấy tệp đính kèm %s", "the attachment %s is not there"),
                        address);
        }
        const char *slash = strrchr(file, '/');
        if (!err && medium.state == MEDIUM_TAKEN && medium.id &&
            json_array_size(list) < ARTICLE_ATTACHMENTS_MAX)
            json_array_append_new(list, json_pack("{s:I, s:s}", "id", (json_int_t)medium.id, "title",
                                                  slash && slash[1] ? slash + 1 : file));
    }
    return err;
}

static const struct nv_category *nv_category_at(const struct nv_module *module, int64_t id)
{
    char key[24];
    int64_t place;
    snprintf(key, sizeof key, "%lld", (long long)id);
    return coming_map_find(&module->categories, key, &place) ? &module->cats[place] : NULL;
}

/* Its addresses below its category, and below the others that it stood in. */
static enum err nv_put_addresses(struct nv_article *a)
{
    const char *listed = nv_text(a->row[NV_ROW_LISTCATID]), *alias = nv_text(a->row[NV_ROW_ALIAS]);
    json_t *all = json_array();
    for (const struct nv_category *cat = a->category; all && json_array_size(all) < ADDRESSES_MAX;) {
        const char *what =
            cat ? arena_printf(a->arena, "%s/%s-%lld", cat->alias, alias, (long long)a->id) : NULL;
        json_auto_t *some = what ? nv_addresses(a->nv, a->module, what, a->nv->ending) : json_array();
        if (!some || json_array_extend(all, some))
            return json_decref(all), ERR_MEMORY;
        /* The next of the list that is not the first. */
        do {
            cat = *listed ? nv_category_at(a->module, nv_number(listed)) : NULL;
            listed += strcspn(listed, ",");
            listed += *listed == ',';
        } while (*listed && (!cat || cat == a->category));
        if (!cat || cat == a->category)
            break;
    }
    return json_object_set_new(a->line, "addresses", all) ? ERR_MEMORY : ERR_OK;
}

static void nv_put_category(struct nv_article *a)
{
    struct coming *coming = a->nv->coming;
    a->category = nv_category_at(a->module, nv_number(a->row[NV_ROW_CATID]));
    const char *listed = nv_text(a->row[NV_ROW_LISTCATID]);
    /* One whose own category is gone stands in the first of the others. */
    if (!a->category && *listed)
        a->category = nv_category_at(a->module, nv_number(listed));
    /* A trial has not made the categories that are new. */
    if (a->category && a->category->slug && (a->category->made_id || !coming->options.is_trial))
        nv_put(a->line, "category", a->category->slug);
    else if (!a->category)
        coming_tell(coming, a->label,
                    COMING_SAID(coming, "chuyên mục số %s không còn", "its category %s does not exist"),
                    nv_text(a->row[NV_ROW_CATID]));
    if (a->category && a->category->is_staff)
        nv_put(a->line, "audience", "staff");
    if (strchr(listed, ','))
        coming_tell(coming, a->label,
                    COMING_SAID(coming, "thuộc nhiều chuyên mục (%s); ở đây chỉ giữ một",
                                "stood in several categories (%s); here it is in one"),
                    listed);
}

/* What readers met there and do not meet here. */
static void nv_tell_lost(const struct nv_article *a, const char *const *detail)
{
    struct coming *coming = a->nv->coming;
    const char *voices = nv_text(detail[NV_DETAIL_VOICES]), *source = nv_text(detail[NV_DETAIL_SOURCE]);
    if (nv_number(a->row[NV_ROW_EXTERNAL]) && *source)
        coming_tell(coming, a->label,
                    COMING_SAID(coming, "từng đưa bạn đọc thẳng đến %s; ở đây là bài có nguồn ấy",
                                "sent readers to %s at once; here it is an article with that source"),
                    source);
    if (strchr(voices, '/') || strchr(voices, '.'))
        coming_tell(coming, a->label,
                    COMING_SAID(coming, "có bản đọc %s; đính kèm tệp ấy vào bài nếu cần",
                                "had a recording %s; attach it to the article where it is wanted"),
                    voices);
}

/* The article as a line of an import. */
static enum err nv_article_line(struct nv_article *a, const char **ret_other_slug)
{
    const char *detail[ROW_VALUES_MAX] = {NULL};
    enum err err = ERR_OK;
    /* Of bodies in several tables the one that has it. */
    for (size_t i = 0; !err && i < a->nv->table_count; i++)
        if (a->nv->tables[i].kind == NV_DETAIL && strcmp(a->nv->tables[i].base, a->module->base) == 0 &&
            nv_row(a->nv, a->nv->tables[i].number, a->id, a->arena, detail, &err))
            break;
    if (err)
        return err;
    nv_put(a->line, "external_id",
           arena_printf(a->arena, "nukeviet:%s:%lld", a->module->base, (long long)a->id));
    nv_put(a->line, "lang", a->module->lang);
    if (!nv_put_title(a->nv, a->line, nv_text(a->row[NV_ROW_TITLE]), nv_text(a->row[NV_ROW_ALIAS]), a->id,
                      a->label, a->arena, ret_other_slug))
        return ERR_INPUT;
    nv_put_category(a);
    nv_put_times(a);
    nv_tell_lost(a, detail);
    json_object_set_new(a->line, "opening_views", json_integer((json_int_t)nv_number(a->row[NV_ROW_HITS])));
    err = nv_put_author(a);
    if (!err)
        err = nv_put_source(a, nv_text(detail[NV_DETAIL_SOURCE]));
    if (!err)
        err = nv_put_tags(a);
    if (!err)
        err = nv_put_addresses(a);
    if (!err)
        err = nv_put_image(a->nv, a->module, a->line, nv_text(a->row[NV_ROW_IMAGE]),
                           nv_text(a->row[NV_ROW_IMAGE_ALT]), a->label, a->arena);
    if (!err)
        err = nv_put_files(a, nv_text(detail[NV_DETAIL_FILES]));
    return err ? err
               : nv_put_body(a->nv, a->line, nv_text(a->row[NV_ROW_HOMETEXT]),
                             nv_text(detail[NV_DETAIL_BODY]), a->label, a->arena);
}

static enum err nv_article_bring(struct nukeviet *nv, const struct nv_module *module, size_t place)
{
    auto_arena struct arena *arena = arena_new(ARTICLE_ARENA);
    struct nv_article a = {.nv = nv, .module = module, .arena = arena, .id = nv->spool.places[place].key};
    const char *other = NULL;
    enum err err = arena ? row_spool_read(&nv->spool, place, arena, a.row) : ERR_MEMORY;
    if (err)
        return err;
    bool cut;
    a.label = arena_printf(arena, COMING_SAID(nv->coming, "%s bài %lld «%s»", "%s article %lld “%s”"),
                           module->base, (long long)a.id,
                           coming_cut(arena, coming_line_of(arena, nv_text(a.row[NV_ROW_TITLE])), 120, &cut));
    a.line = json_object();
    err = a.line ? nv_article_line(&a, &other) : ERR_MEMORY;
    if (!err && arena_failed(arena))
        err = ERR_MEMORY;
    if (!err)
        return coming_article(nv->coming, a.line, a.label, other);
    json_decref(a.line);
    if (err != ERR_INPUT)
        return err;
    nv->coming->counts.refused++;
    coming_tell(nv->coming, a.label,
                COMING_SAID(nv->coming, "không có tiêu đề; bỏ", "has no title; left out"));
    return ERR_OK;
}

enum err nv_articles(struct nukeviet *nv, struct nv_module *module)
{
    size_t first, count = row_spool_of_table(&nv->spool, module->tables[NV_ROWS], &first);
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < count; i++) {
        /* Of a row that stands there twice the last. */
        bool is_last =
            i + 1 == count || nv->spool.places[first + i].key != nv->spool.places[first + i + 1].key;
        if (is_last)
            err = nv_article_bring(nv, module, first + i);
        coming_progress(nv->coming, module->base, (int64_t)i + 1, (int64_t)count);
    }
    return err ? err : coming_flush(nv->coming);
}
