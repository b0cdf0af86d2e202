/* Names that an article or a form gives, made into terms. Tags arise on use, so the same words must
 * always lead to the same tag; categories never arise, as they are the portal's structure. */
#include "term_input.h"

#include "store/category.h"
#include "store/tag.h"
#include "term_fault.h"
#include "text/slug.h"

#include <string.h>

/* null or "" takes the category away. A slug of the past gives the present category. */
enum err term_input_category(struct conn *conn, const struct input *input, struct article *article)
{
    if (!input_has(input, "category"))
        return ERR_OK;
    const char *slug = NULL;
    struct category category;
    input_text(input, "category", TEXT_LINE, TERM_SLUG_MAX, &slug);
    article->category = NULL;
    if (!slug)
        return ERR_OK;
    enum err err = category_by_slug(conn, slug, &category);
    if (err == ERR_NOT_FOUND)
        return term_fault_category(conn, input->reply, "/category", NULL, slug, CATEGORIES_ALL);
    struct term *term = err ? NULL : arena_zero(input->reply->arena, 1, sizeof *term);
    if (!term)
        return err ? err : ERR_MEMORY;
    /* Of the present slug, which the article's pages show. */
    *term = (struct term){category.id, category.slug, category.name};
    article->category = term;
    return ERR_OK;
}

/* The tag of that slug or name, made when there is none. */
static enum err find_or_make(struct conn *conn, const char *name, const char *lang, struct term *ret_term)
{
    struct arena *arena = conn_arena(conn);
    /* What is a slug is taken for one, anything else for a name, whose slug is looked for; so both lead
     * to the same tag. */
    const char *slug = slug_valid(name) ? name : slug_from_title(name, arena);
    struct tag tag;
    /* Slugs are one for both languages, so a tag of the other one is taken as well. */
    enum err err = tag_by_slug(conn, slug, &tag);
    if (err == ERR_NOT_FOUND) {
        /* In the article's language, and by the name as it was typed first. */
        tag = (struct tag){.slug = slug, .name = name, .lang = lang};
        err = tag_insert(conn, &tag, &tag.id);
    }
    if (!err)
        *ret_term = (struct term){tag.id, tag.slug, tag.name};
    return err;
}

/* The same tag may be named twice, by name and by slug. */
static bool already_there(const struct term *terms, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (terms[i].id == id)
            return true;
    return false;
}

/* The text "xã, nông thôn mới" of front matter as the list that JSON would have; forms' are input_list()'s.
 */
static json_t *split_commas(const char *text)
{
    json_t *list = json_array();
    while (list && *text) {
        size_t length = strcspn(text, ",");
        /* Empty pieces, as behind a last comma, are no tags. Blanks around a name go when it is
         * normalised. */
        if (length && json_array_append_new(list, json_stringn(text, length))) {
            json_decref(list);
            return NULL;
        }
        text += length + (text[length] == ',');
    }
    return list;
}

static enum err read_tag(struct conn *conn, const struct input *tags, json_t *value, int index,
                         struct article *article, struct term *terms)
{
    const char *name = NULL;
    const char *key = arena_printf(tags->reply->arena, "%d", index);
    /* Items of a list have no names, and the readers of input.h want one. Their place in the list makes
     * the pointer /tags/3. */
    json_auto_t *holder = json_pack("{s:O}", key, value);
    if (!holder)
        return ERR_MEMORY;
    struct input one = *tags;
    one.fields = holder;
    input_text(&one, key, TEXT_LINE, TERM_NAME_MAX, &name);
    input_require(&one, key, name);
    if (!name)
        return ERR_OK;
    /* A name without a letter that a slug can have. */
    if (!*slug_from_title(name, tags->reply->arena)) {
        input_slug_fault(&one, key, name);
        return ERR_OK;
    }
    struct term term;
    enum err err = find_or_make(conn, name, article->lang, &term);
    if (err)
        return err;
    /* Twice the same tag is no fault; that one is left out is said. */
    if (already_there(terms, article->tag_count, term.id))
        reply_warn(tags->reply, arena_printf(tags->reply->arena, "%s/%d", tags->pointer, index),
                   WARNING_REPEATED, MESSAGE_ARGS(name));
    else
        terms[article->tag_count++] = term;
    return ERR_OK;
}

/* The list takes the place of all tags of the article; an empty one or null leaves none. */
enum err term_input_tags(struct conn *conn, const struct input *input, struct article *article)
{
    if (!input_has(input, "tags"))
        return ERR_OK;
    json_t *sent = json_object_get(input->fields, "tags");
    json_auto_t *split = input->from_text && !input->is_form && json_is_string(sent)
                             ? split_commas(json_string_value(sent))
                             : NULL;
    /* Put back in the place of the text, so that both forms are read by the same lines. */
    if (split && json_object_set(input->fields, "tags", split))
        return ERR_MEMORY;
    json_t *list = input_list(input, "tags", ARTICLE_TAGS_MAX);
    struct term *terms = arena_zero(input->reply->arena, ARTICLE_TAGS_MAX, sizeof *terms);
    if (!terms)
        return ERR_MEMORY;
    article->tags = terms;
    article->tag_count = 0;
    /* Its pointer is /tags, behind which each item's place is put. */
    struct input tags = input_inside(input, "tags", -1, list);
    size_t index;
    json_t *value;
    json_array_foreach(list, index, value)
    {
        enum err err = read_tag(conn, &tags, value, (int)index, article, terms);
        if (err)
            return err;
    }
    return ERR_OK;
}

void term_input_titled(const struct input *input, const char *member, size_t most, const char **title,
                       const char **slug, const char **lang)
{
    static const char *const langs[] = {"vi", "en", NULL};
    int choice = strcmp(*lang, "en") == 0;
    input_text(input, member, TEXT_LINE, most, title);
    input_require(input, member, *title);
    input_slug(input, "slug", slug);
    input_choice(input, "lang", langs, &choice);
    *lang = langs[choice];
    /* At creation; on a change the row has its slug, which a new name leaves alone. */
    if (!*slug && *title)
        *slug = slug_from_title(*title, input->reply->arena);
    /* A title may give an empty slug, or a row an old one by other rules. */
    if (*slug && !slug_valid(*slug))
        input_slug_fault(input, "slug", *slug);
}

void term_input_names(const struct input *input, const char **name, const char **slug, const char **lang)
{
    term_input_titled(input, "name", TERM_NAME_MAX, name, slug, lang);
}
