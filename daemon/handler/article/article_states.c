/* How states of an article are made comparable. Which are compared, and what is shown, is the callers'. */
#include "article_states.h"

#include "article_input.h"
#include "view/fact.h"

/* RENDER_MAX bounds the rendering of one. */
enum { RENDER_MAX = 48 * 1024 * 1024 };

/* What was made on the way to the text, HTML above all, goes again at once. */
enum err article_state_text(struct conn *conn, struct article *article, enum lang lang, const char **ret_text)
{
    auto_arena struct arena *scratch = arena_new(RENDER_MAX);
    const char *fault;
    enum err err = scratch ? article_render(conn, NULL, NULL, article, lang, scratch, &fault) : ERR_MEMORY;
    if (err)
        return err;
    /* The parts are apart by line feeds, which the comparison takes for the ends of paragraphs. */
    *ret_text =
        arena_printf(conn_arena(conn), "%s\n%s\n%s%s", article->title, article->lead ? article->lead : "",
                     view_facts_text(conn_arena(conn), article, lang), article->body_text);
    /* Both lay in the arena that goes. */
    article->body_html = article->body_text = NULL;
    return ERR_OK;
}

/* Adds one comparison to what is known so far. */
static bool is_other_id(int64_t a, int64_t b, bool *changed)
{
    *changed = *changed || a != b;
    return *changed;
}

/* By medium; other words beside the same picture are not counted. */
static bool has_other_image(const struct article *a, const struct article *b)
{
    bool changed = !a->image != !b->image;
    if (a->image && b->image)
        is_other_id(a->image->media.id, b->image->media.id, &changed);
    return changed;
}

/* Terms of a revision are those of today, so a tag that was merged since is no change. */
static bool has_other_tags(const struct article *a, const struct article *b)
{
    bool changed = a->tag_count != b->tag_count;
    for (size_t i = 0; !changed && i < a->tag_count; i++)
        is_other_id(a->tags[i].id, b->tags[i].id, &changed);
    return changed;
}

/* By medium; a new title for the same file is not counted. */
static bool has_other_files(const struct article *a, const struct article *b)
{
    bool changed = a->attachment_count != b->attachment_count;
    for (size_t i = 0; !changed && i < a->attachment_count; i++)
        is_other_id(a->attachments[i].media.id, b->attachments[i].media.id, &changed);
    return changed;
}

/* What else than words became different. */
void view_state_others(struct view view, const struct article *a, const struct article *b)
{
    int64_t category = a->category ? a->category->id : 0, former = b->category ? b->category->id : 0;
    view_flag(view, "other_category", category != former);
    view_flag(view, "other_image", has_other_image(a, b));
    view_flag(view, "other_tags", has_other_tags(a, b));
    view_flag(view, "other_files", has_other_files(a, b));
}

/* White space behind what is removed is left to what stands in its place. */
const char *passage_shown(struct arena *arena, const struct passage *passage, const struct passage *next)
{
    size_t length = passage->length;
    if (passage->kind == PASSAGE_LEFT_OUT)
        return "";
    bool is_replaced = passage->kind == PASSAGE_REMOVED && next && next->kind == PASSAGE_ADDED;
    while (is_replaced && length && (passage->text[length - 1] == ' ' || passage->text[length - 1] == '\n'))
        length--;
    const char *text = arena_copy(arena, passage->text, length);
    return is_replaced ? arena_printf(arena, "%s ", text) : text;
}
