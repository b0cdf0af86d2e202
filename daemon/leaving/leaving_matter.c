/* Values are JSON texts, which YAML reads as they are. Ids of media hold in this portal alone, so the file
 * of each is said beside it. */
#include "leaving_matter.h"

#include "base/arena.h"
#include "base/json_text.h"
#include "text/date.h"
#include "text/slug.h"

#include <stdlib.h>
#include <string.h>

enum { TAG_ARENA = 256 * 1024 };

static const char *leaving_text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

const char *leaving_place(const json_t *article)
{
    const char *audience = leaving_text(article, "audience"), *status = leaving_text(article, "status");
    if (status && strcmp(status, "trashed") == 0)
        return "trash";
    if (audience && strcmp(audience, "staff") == 0)
        return "staff";
    return status ? status : "draft";
}

/* One value; of what is an object with a slug, such as an article that a fact leads to, that slug. */
static void matter_value(struct buf *out, const json_t *value)
{
    const json_t *slug = json_object_get(value, "slug");
    auto_free char *text = json_text_write(slug ? slug : value, JSON_ENCODE_ANY);
    buf_text(out, text ? text : "");
    /* Only memory can be what failed; the article must not go out without the value. */
    if (!text)
        out->failed = true;
}

/* "name: value", or "name: [value, …]"; nothing for null and lists of nothing. */
static void matter_line(struct buf *out, const char *indent, const char *name, const json_t *value)
{
    size_t index;
    json_t *item;
    if (!value || json_is_null(value) || (json_is_array(value) && !json_array_size(value)))
        return;
    buf_printf(out, "%s%s: ", indent, name);
    if (json_is_array(value)) {
        json_array_foreach(value, index, item)
        {
            buf_text(out, index ? ", " : "[");
            matter_value(out, item);
        }
        buf_char(out, ']');
    } else {
        matter_value(out, value);
    }
    buf_char(out, '\n');
}

static void matter_member(struct buf *out, const json_t *article, const char *name)
{
    matter_line(out, "", name, json_object_get(article, name));
}

/* A mapping, where it says anything. */
static void matter_mapping(struct buf *out, const json_t *article, const char *name)
{
    auto_buf struct buf inside = BUF(1024 * 1024);
    const char *key;
    json_t *value, *mapping = json_object_get(article, name);
    json_object_foreach(mapping, key, value) matter_line(&inside, "  ", key, value);
    if (inside.length)
        buf_printf(out, "%s:\n%s", name, buf_str(&inside));
    out->failed = out->failed || buf_failed(&inside);
}

/* A remark: one line, whatever the text is. */
static void matter_remark(struct buf *out, const char *name, const json_t *value)
{
    if (!value || json_is_null(value))
        return;
    buf_printf(out, "# %s: ", name);
    matter_value(out, value);
    buf_char(out, '\n');
}

/* By name, so that another portal can make the same tag of it; by slug where the name alone would not lead
 * back to it. */
static void matter_tags(struct buf *out, const json_t *article)
{
    auto_arena struct arena *arena = arena_new(TAG_ARENA);
    json_auto_t *keys = json_array();
    json_t *tag;
    size_t index;
    json_array_foreach(json_object_get(article, "tags"), index, tag)
    {
        const char *name = leaving_text(tag, "name"), *slug = leaving_text(tag, "slug");
        bool leads_back =
            arena && name && slug && !slug_valid(name) && strcmp(slug_from_title(name, arena), slug) == 0;
        json_array_append_new(keys, json_string(leads_back ? name : slug));
    }
    matter_line(out, "", "tags", keys);
}

/* Which file a medium is. */
static void matter_file(const struct leaving *leaving, struct buf *out, const char *what, json_int_t id,
                        const char *title)
{
    char key[24];
    snprintf(key, sizeof key, "%" JSON_INTEGER_FORMAT, id);
    const char *file = leaving_text(leaving->files, key);
    json_auto_t *name =
        title ? json_sprintf("%s: %s", file ? file : "-", title) : json_string(file ? file : "-");
    char remark[64];
    snprintf(remark, sizeof remark, "%s %s", what, key);
    matter_remark(out, remark, name);
}

static void matter_image(const struct leaving *leaving, struct buf *out, const json_t *article)
{
    const json_t *image = json_object_get(article, "image");
    const char *alt = leaving_text(image, "alt");
    if (!json_is_object(image))
        return;
    matter_line(out, "", "image", json_object_get(image, "id"));
    /* Only a picture that is passed over has no words. */
    if (alt && *alt)
        matter_member(out, image, "alt");
    else
        buf_text(out, "decorative: true\n");
    matter_member(out, image, "caption");
    matter_member(out, image, "credit");
    matter_file(leaving, out, "image", json_integer_value(json_object_get(image, "id")), NULL);
}

static void matter_attachments(const struct leaving *leaving, struct buf *out, const json_t *article)
{
    json_auto_t *ids = json_array();
    json_t *list = json_object_get(article, "attachments"), *attachment;
    size_t index;
    json_array_foreach(list, index, attachment) json_array_append(ids, json_object_get(attachment, "id"));
    matter_line(out, "", "attachments", ids);
    json_array_foreach(list, index, attachment)
        matter_file(leaving, out, "attachment", json_integer_value(json_object_get(attachment, "id")),
                    leaving_text(attachment, "title"));
}

/* The status as POST takes it, which puts nothing into the trash; what else there is to it is a remark. */
static void matter_state(const struct leaving *leaving, struct buf *out, const json_t *article)
{
    const char *status = leaving_text(article, "status"), *end = leaving_text(article, "expires_at");
    const json_t *at = json_object_get(article, "published_at");
    bool is_trashed = !status || strcmp(status, "trashed") == 0;
    bool is_withdrawn = status && strcmp(status, "withdrawn") == 0;
    bool is_scheduled = status && strcmp(status, "scheduled") == 0;
    int64_t at_ms = 0;
    buf_printf(out, "status: %s\n", is_trashed ? "draft" : status);
    if (is_trashed)
        matter_remark(out, "status", json_object_get(article, "status"));
    if (is_withdrawn)
        matter_member(out, article, "withdrawn_reason");
    bool is_to_come =
        json_is_string(at) && !date_parse(json_string_value(at), &at_ms) && at_ms > leaving->options->now_ms;
    if (is_to_come && !is_scheduled)
        matter_remark(out, "published_at", at);
    else
        matter_line(out, "", "published_at", at);
    bool is_past = end && !date_parse(end, &at_ms) && at_ms <= leaving->options->now_ms;
    if (is_past && !is_withdrawn)
        matter_remark(out, "expires_at", json_object_get(article, "expires_at"));
    else
        matter_member(out, article, "expires_at");
}

/* Until when, too, unless that is over and the portal about to take the pin off. */
static void matter_pin(const struct leaving *leaving, struct buf *out, const json_t *article)
{
    const char *until = leaving_text(article, "pinned_until");
    int64_t until_ms = INT64_MAX;
    if (!json_is_true(json_object_get(article, "pinned")) || (until && date_parse(until, &until_ms)) ||
        until_ms <= leaving->options->now_ms)
        return;
    buf_text(out, "pinned: true\n");
    matter_member(out, article, "pinned_until");
}

enum err leaving_matter(const struct leaving *leaving, const json_t *article, struct buf *out)
{
    static const char *const members[] = {"title",    "slug", "lang",   "kind",
                                          "audience", "lead", "author", "external_id"};
    static const char *const remarks[] = {"id",         "url",        "deleted_at",
                                          "created_at", "updated_at", "translation_of"};
    const json_t *body = json_object_get(article, "body");
    buf_text(out, "---\n");
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        matter_member(out, article, members[i]);
    matter_line(out, "", "body_format", json_object_get(body, "format"));
    matter_line(out, "", "category", json_object_get(json_object_get(article, "category"), "slug"));
    matter_tags(out, article);
    matter_mapping(out, article, "source");
    matter_mapping(out, article, "facts");
    matter_image(leaving, out, article);
    matter_attachments(leaving, out, article);
    matter_state(leaving, out, article);
    matter_pin(leaving, out, article);
    for (size_t i = 0; i < sizeof remarks / sizeof *remarks; i++)
        matter_remark(out, remarks[i], json_object_get(article, remarks[i]));
    buf_text(out, "---\n");
    const char *text = leaving_text(body, "text");
    buf_text(out, text ? text : "");
    return buf_failed(out) ? ERR_MEMORY : ERR_OK;
}
