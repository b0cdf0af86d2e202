/* POST /api/media/{id}/replace: a new file in the place of one that is there. The bytes of a medium never
 * change, so the new file is a medium of its own, and whatever shows the former one is changed to show it, in
 * one transaction: articles as by an edit, with a revision that still has the former file, boxes, the home
 * page, the portal's own pictures. What led to the former file by a lasting address leads to the new one. */
#include "article/article_input.h"
#include "article/article_status.h"
#include "core/access.h"
#include "core/input.h"
#include "core/write.h"
#include "handler/handler.h"
#include "media_exchange.h"
#include "media_upload.h"
#include "portal/site_save.h"
#include "store/box.h"
#include "store/home.h"
#include "store/idempotency.h"
#include "view/media.h"

#include <string.h>

/* Articles that one request changes, each with its body rendered: some milliseconds of the writer. */
enum { REPLACED_ARTICLES_MAX = 200 };

static const char *const replace_members[] = {"alt",   "caption",   "credit",      "file",
                                              "image", "file_name", "change_note", NULL};

/* What is sent beside the file. */
struct replacing {
    struct media words;
    const char *note;
    struct media_upload upload;
    struct media from, to;
    bool known;
    int64_t articles, boxes;
    bool home, site;
};

static enum err replace_read(const struct input *input, const struct submission *submission,
                             struct replacing *replacing, struct file_part *ret_file)
{
    const struct file_part *file = file_part_named(submission, "file");
    struct media *words = &replacing->words;
    if (!file)
        file = file_part_named(submission, "image");
    input_only(input, replace_members);
    input_text(input, "alt", TEXT_LINE, MEDIA_ALT_MAX, &words->alt);
    input_text(input, "caption", TEXT_BLOCK, MEDIA_CAPTION_MAX, &words->caption);
    input_text(input, "credit", TEXT_LINE, MEDIA_CREDIT_MAX, &words->credit);
    input_text(input, "file_name", TEXT_LINE, MEDIA_FILE_NAME_MAX, &words->file_name);
    input_text(input, "change_note", TEXT_BLOCK, ARTICLE_NOTE_MAX, &replacing->note);
    if (!file)
        input_fault(input, "file", MESSAGE_FIELD_MISSING, NULL);
    else
        *ret_file = *file;
    if (words->file_name)
        ret_file->file_name = words->file_name;
    return input_end(input);
}

/* What is not said of the new file is said of it as of the former one. */
static void replace_take_words(struct replacing *replacing)
{
    struct media *words = &replacing->words;
    words->alt = words->alt ? words->alt : replacing->from.alt;
    words->caption = words->caption ? words->caption : replacing->from.caption;
    words->credit = words->credit ? words->credit : replacing->from.credit;
}

/* A picture stands where a picture stood. */
static enum err replace_judge(struct conn *conn, const struct input *input, struct replacing *replacing)
{
    struct arena *arena = input->reply->arena;
    struct media_uses uses;
    if (!replacing->from.width != !replacing->to.width)
        input_fault(input, "file", replacing->from.width ? MESSAGE_IMAGE_NOT_ONE : MESSAGE_REPLACE_KIND,
                    NULL);
    enum err err = input_end(input);
    if (!err)
        err = media_uses(conn, replacing->from.id, &uses);
    if (!err && uses.articles > REPLACED_ARTICLES_MAX)
        return reply_problem(input->reply, ERR_CONFLICT, MESSAGE_REPLACE_MANY,
                             MESSAGE_ARGS(arena_printf(arena, "%lld", (long long)uses.articles),
                                          arena_printf(arena, "%d", REPLACED_ARTICLES_MAX)));
    return err;
}

/* Picture, attachments and facts of an article, in copies. */
static enum err replace_members_of(const struct media_exchange *exchange, struct article *a)
{
    struct arena *arena = exchange->arena;
    struct picture *image = arena_zero(arena, 1, sizeof *image);
    struct attachment *attachments = arena_zero(arena, a->attachment_count + 1, sizeof *attachments);
    struct fact_value *facts = arena_zero(arena, a->fact_count + 1, sizeof *facts);
    if (!image || !attachments || !facts)
        return ERR_MEMORY;
    if (a->image) {
        *image = *a->image;
        if (image->media.id == exchange->from->id)
            image->media = *exchange->to;
        a->image = image;
    }
    for (size_t i = 0; i < a->attachment_count; i++) {
        attachments[i] = a->attachments[i];
        if (attachments[i].media.id == exchange->from->id)
            attachments[i].media = *exchange->to;
    }
    for (size_t i = 0; i < a->fact_count; i++) {
        facts[i] = a->facts[i];
        if (fact_of(facts[i].fact)->type == FACT_TYPE_LINK)
            media_exchange_url(exchange, &facts[i].text);
    }
    a->attachments = attachments;
    a->facts = facts;
    return ERR_OK;
}

/* One article shows the new file, as by an edit. */
static enum err replace_in_article(struct app *app, struct conn *conn, const struct request *request,
                                   struct reply *reply, const struct media_exchange *exchange, int64_t id,
                                   const char *note)
{
    struct article article;
    const char *fault;
    int64_t version;
    enum err err = article_by_id(conn, id, &article);
    /* What is in the trash comes back as it went. */
    if (err || article.status == STATUS_TRASHED)
        return err;
    const char *body = media_exchange_text(exchange, article.body);
    bool is_other = body != article.body;
    article.body = body;
    article.change_note = note;
    err = replace_members_of(exchange, &article);
    if (!err && is_other)
        err = article_render(conn, NULL, NULL, &article, reply->lang, reply->arena, &fault);
    if (!err)
        err = second_person(app, conn, request, reply, &article, true, false, NULL);
    return err ? err : article_update(conn, &article, ACTION_EDIT, 0, &version);
}

static enum err replace_in_articles(struct app *app, struct conn *conn, const struct request *request,
                                    struct reply *reply, const struct media_exchange *exchange,
                                    struct replacing *replacing)
{
    int64_t *ids;
    size_t count = 0;
    enum err err = media_shown_in(conn, exchange->from->id, 0, REPLACED_ARTICLES_MAX, &ids, &count);
    for (size_t i = 0; !err && i < count; i++)
        err = replace_in_article(app, conn, request, reply, exchange, ids[i], replacing->note);
    replacing->articles = (int64_t)count;
    return err;
}

/* Pictures of banners, and links to the file. Boxes are few, so all are looked at. */
static enum err replace_in_boxes(struct conn *conn, const struct media_exchange *exchange,
                                 struct replacing *replacing)
{
    struct box *boxes;
    size_t count = 0;
    enum err err = box_list(conn, NULL, &boxes, &count);
    for (size_t i = 0; !err && i < count; i++) {
        bool is_changed = false;
        for (size_t k = 0; k < boxes[i].item_count; k++) {
            struct box_item *item = &boxes[i].items[k];
            is_changed |= media_exchange_id(exchange, &item->media_id);
            is_changed |= item->kind != ITEM_ARTICLE && media_exchange_url(exchange, &item->url);
        }
        if (is_changed)
            err = box_update(conn, &boxes[i]);
        replacing->boxes += is_changed;
    }
    return err;
}

static enum err replace_in_home(struct conn *conn, const struct media_exchange *exchange,
                                struct replacing *replacing)
{
    struct home home;
    enum err err = home_get(conn, &home);
    for (size_t i = 0; !err && i < home.block_count; i++) {
        struct home_block *block = &home.blocks[i];
        replacing->home |= media_exchange_id(exchange, &block->media_id);
        replacing->home |= media_exchange_url(exchange, &block->url);
        for (size_t k = 0; k < block->tile_count; k++)
            replacing->home |= media_exchange_url(exchange, &block->tiles[k].url);
    }
    return err || !replacing->home ? err : home_update(conn, &home, HOME_EDIT);
}

/* All that shows the one shows the other. */
static enum err replace_everywhere(struct app *app, struct conn *conn, const struct request *request,
                                   struct reply *reply, struct replacing *replacing)
{
    const struct media_exchange exchange = {reply->arena, &replacing->from, &replacing->to};
    enum err err = replace_in_articles(app, conn, request, reply, &exchange, replacing);
    if (!err)
        err = replace_in_boxes(conn, &exchange, replacing);
    if (!err)
        err = replace_in_home(conn, &exchange, replacing);
    if (!err)
        err = site_exchange_media(conn, reply->arena, &exchange, &replacing->site);
    if (!err)
        err = media_hand_over(conn, replacing->from.id, replacing->to.id);
    return err ? err : media_by_id(conn, replacing->to.id, &replacing->to);
}

static void replace_show(struct reply *reply, const struct replacing *replacing)
{
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->version = replacing->to.version;
    reply->location = arena_printf(reply->arena, "/api/media/%lld", (long long)replacing->to.id);
    view_media(view, &replacing->to);
    view_flag(view, "existing", replacing->known);
    struct view replaced = view_object(view, "replaced");
    view_integer(replaced, "id", replacing->from.id);
    view_integer(replaced, "articles", replacing->articles);
    view_integer(replaced, "boxes", replacing->boxes);
    view_flag(replaced, "home", replacing->home);
    view_flag(replaced, "site", replacing->site);
}

/* The writer's part: the new medium, and all that shows the former one. The same file again changes nothing.
 */
static enum err replace_in_transaction(struct app *app, struct conn *conn, const struct request *request,
                                       const struct input *input, struct replacing *replacing)
{
    struct reply *reply = input->reply;
    int64_t id = 0;
    enum err err = id_named(request, reply, &id);
    if (!err)
        err =
            thing_unknown(reply, media_by_id(conn, id, &replacing->from), MESSAGE_THING_MEDIA, "/api/media");
    if (!err)
        err = version_check(request, reply, replacing->from.version, 0, PRECONDITION_OPTIONAL);
    if (err)
        return err;
    replace_take_words(replacing);
    err = media_upload_keep(conn, input, "file", &replacing->upload, &replacing->words, &replacing->to,
                            &replacing->known);
    if (!err)
        err = replace_judge(conn, input, replacing);
    if (!err && replacing->to.id != replacing->from.id)
        err = replace_everywhere(app, conn, request, reply, replacing);
    return err;
}

enum err api_media_replace(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    struct replacing replacing = {.known = false};
    struct file_part file = {.size = 0};
    enum err err = submission_read_upload(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, reply);
    err = replace_read(&input, &submission, &replacing, &file);
    if (!err)
        err = media_upload_prepare(app, request, reply->arena, &file, UPLOAD_ANY, &replacing.upload);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = replace_in_transaction(app, conn, request, &input, &replacing);
    if (err)
        return err;
    replace_show(reply, &replacing);
    /* Titles of files, perhaps. */
    reply->words_of = WORDS_OF_SEVERAL;
    return replacing.site ? site_commit(app, &conn, request, reply) : write_commit(&conn, request, reply);
}
