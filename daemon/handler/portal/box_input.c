/* The items of a box, each by its kind: a link, a banner with a picture, or an article, whose title and
 * address are its own. An unknown article or medium is a fault here, before the store's own check. */
#include "box_input.h"

#include "html/safe.h"
#include "store/article.h"
#include "view/article.h"

#include <string.h>

/* "id" is read by nobody: items are replaced whole, but a client sends back what it was given. */
static const char *const members[] = {"id",         "kind",  "title",     "url",     "image", "alt",
                                      "article_id", "order", "starts_at", "ends_at", NULL};
/* In the order of enum item_kind. */
static const char *const kinds[] = {"link", "banner", "article", NULL};

enum { ORDER_MOST = 1000000 };

/* Whether the member was sent and says just this. */
static bool text_is(const struct input *input, const char *name, const char *text)
{
    const char *sent = json_string_value(json_object_get(input->fields, name));
    return sent && strcmp(sent, text) == 0;
}

/* Only the id. In whatever status: the item shows itself once the article is public. */
static enum err box_input_read_article(struct conn *conn, const struct input *input, struct box_item *item)
{
    struct article article;
    input_integer(input, "article_id", 1, INT64_MAX, &item->article_id);
    if (!item->article_id) {
        input_fault(input, "article_id", MESSAGE_FIELD_MISSING, NULL);
        return ERR_OK;
    }
    enum err err = article_by_id(conn, item->article_id, &article);
    /* What a client sends back as it was given is no news. */
    if (!err && !text_is(input, "title", article.title))
        input_unused(input, "title");
    if (!err && !text_is(input, "url", article_path(input->reply->arena, &article)))
        input_unused(input, "url");
    /* Noted, so that the other items' faults are told as well. */
    if (err == ERR_NOT_FOUND) {
        input_fault(input, "article_id", MESSAGE_ARTICLE_UNKNOWN, NULL);
        return ERR_OK;
    }
    return err;
}

/* A banner is a picture that leads somewhere; without words it would be a link without a name. */
static enum err read_banner(struct conn *conn, const struct input *input, struct box_item *item)
{
    struct arena *arena = input->reply->arena;
    input_integer(input, "image", 1, INT64_MAX, &item->media_id);
    input_text(input, "alt", TEXT_LINE, MEDIA_ALT_MAX, &item->alt);
    if (!item->media_id) {
        input_fault(input, "image", MESSAGE_FIELD_MISSING, NULL);
        return ERR_OK;
    }
    /* Read in full, as the answer shows the box without reading it again. */
    enum err err = media_by_id(conn, item->media_id, &item->media);
    if (err == ERR_NOT_FOUND) {
        input_fault(input, "image", MESSAGE_MEDIA_UNKNOWN,
                    MESSAGE_ARGS(arena_printf(arena, "%lld", (long long)item->media_id)));
        err = ERR_OK;
    }
    if (!item->alt)
        input_fault(input, "alt", MESSAGE_ALT_MISSING, NULL);
    return err;
}

/* What an item of this kind has no use for. Title and address of an article are its own, and come back as
 * they were shown. */
static void warn_of_unused(const struct input *input, const struct box_item *item)
{
    if (item->kind != ITEM_ARTICLE)
        input_unused(input, "article_id");
    if (item->kind != ITEM_BANNER)
        input_unused(input, "image");
    if (item->kind != ITEM_BANNER)
        input_unused(input, "alt");
}

static enum err box_input_read_item(struct conn *conn, const struct input *input, struct box_item *item)
{
    /* What an item is that does not say. */
    int kind = ITEM_LINK;
    input_only(input, members);
    input_choice(input, "kind", kinds, &kind);
    item->kind = (enum item_kind)kind;
    input_integer(input, "order", 0, ORDER_MOST, &item->order);
    input_time(input, "starts_at", &item->starts_ms);
    input_until(input, "ends_at", &item->ends_ms);
    warn_of_unused(input, item);
    /* Its title and address are the article's, whatever was sent as such. */
    if (item->kind == ITEM_ARTICLE)
        return box_input_read_article(conn, input, item);
    input_text(input, "title", TEXT_LINE, BOX_TITLE_MAX, &item->title);
    input_require(input, "title", item->title);
    input_url(input, "url", URL_LINK, BOX_URL_MAX, &item->url);
    input_require(input, "url", item->url);
    return item->kind == ITEM_BANNER ? read_banner(conn, input, item) : ERR_OK;
}

enum err box_input_items(struct conn *conn, const struct input *input, struct box *box)
{
    if (!input_has(input, "items"))
        return ERR_OK;
    json_t *list = input_list(input, "items", BOX_ITEMS_MAX);
    /* Room for the most there may be, as the list was bounded by the same number. */
    struct box_item *items = arena_zero(input->reply->arena, BOX_ITEMS_MAX, sizeof *items);
    if (!items)
        return ERR_MEMORY;
    box->items = items;
    box->item_count = 0;
    size_t index;
    json_t *value;
    json_array_foreach(list, index, value)
    {
        if (!json_is_object(value)) {
            input_fault(input, "items", MESSAGE_FIELD_NOT_OBJECT,
                        MESSAGE_ARGS(input_shown(input->reply, value)));
            continue;
        }
        struct input one = input_inside(input, "items", (int)index, value);
        /* In the order of the list unless an item says its own. */
        items[index].order = (int64_t)index;
        enum err err = box_input_read_item(conn, &one, &items[index]);
        if (err)
            return err;
        box->item_count++;
    }
    return ERR_OK;
}
