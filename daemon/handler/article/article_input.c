/* From what an editor sent to the article as it is to be saved. Knows the members and what they mean for
 * each other; permission, preconditions and the transaction are the callers'. Every fault is noted
 * before anything is refused. */
#include "article_input.h"

#include "article_choice.h"
#include "article_times.h"
#include "article_warn.h"
#include "body_media.h"
#include "core/input.h"
#include "document_rules.h"
#include "fact_input.h"
#include "html/body.h"
#include "html/safe.h"
#include "picture_input.h"
#include "store/category.h"
#include "store/slug_number.h"
#include "term/term_input.h"
#include "text/slug.h"

#include <string.h>

/* An import reads the same ones; a new one that is content has to be written by handler/bulk/export.c
 * too. */
static const char *const members[] = {
    "title",
    "slug",
    "lang",
    "kind",
    "lead",
    "body",
    "body_format",
    "category",
    "tags",
    "image",
    "images",
    "alt",
    "caption",
    "credit",
    "decorative",
    "attachments",
    "author",
    "source",
    "status",
    "published_at",
    "expires_at",
    "pinned",
    "pinned_until",
    "change_note",
    "translation_of",
    "external_id",
    "force",
    "check_reason",
    "audience",
    "facts",
    "withdrawn_reason",
    NULL,
};
static const char *const source_members[] = {"name", "url", NULL};
static const char *const formats[] = {"markdown", "html", "text", NULL};

const char *const *article_members(void)
{
    return members;
}

struct article_draft article_draft_blank(void)
{
    return (struct article_draft){.article = {.lang = "vi", .kind = KIND_ARTICLE, .status = STATUS_DRAFT}};
}

/* A PUT says the whole content, so everything of that begins blank; the id, the address, the language
 * and the dates are no content. The status stays when the body says nothing of it. */
struct article_draft article_draft_anew(const struct article *present)
{
    struct article_draft draft = article_draft_blank();
    draft.article.id = present->id;
    draft.article.slug = present->slug;
    draft.article.lang = present->lang;
    draft.article.kind = present->kind;
    draft.article.status = present->status;
    draft.article.withdrawn_reason = present->withdrawn_reason;
    draft.article.once_public = present->once_public;
    draft.article.published_ms = present->published_ms;
    draft.article.due_ms = present->due_ms;
    draft.article.created_by = present->created_by;
    return draft;
}

static void article_input_read_source(const struct input *input, struct article *article)
{
    if (!input_has(input, "source"))
        return;
    article->source_name = article->source_url = NULL;
    json_t *source = input_object(input, "source");
    if (!source)
        return;
    struct input inside = input_inside(input, "source", -1, source);
    input_only(&inside, source_members);
    input_text(&inside, "name", TEXT_LINE, ARTICLE_SOURCE_MAX, &article->source_name);
    input_url(&inside, "url", URL_WEB, ARTICLE_URL_MAX, &article->source_url);
}

/* Whether the body was made of a Word file, whose gaps were told when it was read. */
static bool has_document(const struct article_draft *draft)
{
    return draft->import && draft->import->is_document;
}

/* In which body pictures may go without a description for now; NULL for what the public is to see. */
static const char *known_body(const struct article_draft *draft, const struct article *article)
{
    bool is_inner = article->status == STATUS_DRAFT || article->status == STATUS_REVIEW;
    if (!is_inner)
        return NULL;
    return has_document(draft) ? draft->import->body : draft->known_body;
}

/* Shared with revisions and the preview. `input` NULL renders for showing alone, so nobody is told that
 * a picture has gone since. */
enum err article_render(struct conn *conn, const struct input *input, const struct article_draft *draft,
                        struct article *article, enum lang lang, struct arena *arena, const char **ret_fault)
{
    struct body body;
    enum body_fault fault = BODY_FAULT_NONE;
    enum body_format format = body_format_from_name(article->body_format);
    const char *text = article->body ? article->body : "";
    /* In Markdown an image without words has an empty alt, which cannot be told from one that is silent
     * on purpose; in HTML a missing attribute can. */
    struct body_media media = {.conn = conn,
                               .arena = arena,
                               .input = input,
                               .says_no_alt = format == BODY_MARKDOWN,
                               .import = draft ? draft->import : NULL,
                               .known_body = draft ? known_body(draft, article) : NULL,
                               .is_told = draft && has_document(draft)};
    const struct body_pictures pictures = body_media_pictures(&media);
    enum err err = body_render_with(format, text, strlen(text), &pictures, arena, &body, &fault);
    /* An error of the store comes out of the callback this way, for the renderer knows none. It must not
     * be told as a fault of the body. */
    if (media.err) {
        *ret_fault = "";
        return media.err;
    }
    if (err) {
        *ret_fault = err == ERR_MEMORY ? "" : body_fault_words(fault, lang);
        return err;
    }
    if (input)
        reply_warnings(input->reply, "/body", &body.warnings);
    /* What was hidden in it is not kept either. */
    article->body = input && body.source ? body.source : text;
    article->body_html = body.html.html;
    article->body_text = body.text;
    return ERR_OK;
}

/* What was rendered ahead, when it is what would be rendered now. False: it is not, and nothing is noted. */
static bool take_ahead(struct conn *conn, const struct input *input, const struct article_draft *draft,
                       struct article *article, enum err *ret_err)
{
    const struct body_ahead *ahead = draft->ahead;
    struct reply *reply = input->reply;
    /* Looking for the pictures again notes what is wrong with them. Should the whole be rendered anew,
     * that says it once more, so these are taken back. */
    size_t faults = reply->fault_count, warnings = reply->warning_count;
    struct body_media media = {.conn = conn,
                               .arena = conn_arena(conn),
                               .input = input,
                               .says_no_alt = ahead->format == BODY_MARKDOWN,
                               .import = draft->import,
                               .known_body = known_body(draft, article),
                               .is_told = has_document(draft)};
    if (!body_ahead_holds(ahead, &media)) {
        reply->fault_count = faults;
        reply->warning_count = warnings;
        return false;
    }
    *ret_err = ahead->err;
    if (ahead->err) {
        input_fault(input, "body", MESSAGE_BODY_TOO_COMPLEX,
                    MESSAGE_ARGS(body_fault_words(ahead->fault, reply->lang)));
        *ret_err = ERR_OK;
        return true;
    }
    reply_warnings(input->reply, "/body", &ahead->body.warnings);
    article->body = ahead->body.source ? ahead->body.source : ahead->text;
    article->body_html = ahead->body.html.html;
    article->body_text = ahead->body.text;
    return true;
}

static enum err render_body(struct conn *conn, const struct input *input, const struct article_draft *draft,
                            struct article *article)
{
    const char *fault;
    enum err err = article_render(conn, input, draft, article, input->reply->lang, conn_arena(conn), &fault);
    if (!err || !*fault)
        return err;
    input_fault(input, "body", MESSAGE_BODY_TOO_COMPLEX, MESSAGE_ARGS(fault));
    return ERR_OK;
}

/* The body and its format as they were sent, laid over the article. */
static enum body_format read_body_text(const struct input *input, struct article *article)
{
    int format = article->body_format ? (int)body_format_from_name(article->body_format) : BODY_MARKDOWN;
    input_choice(input, "body_format", formats, &format);
    article->body_format = formats[format];
    input_text(input, "body", TEXT_BLOCK, body_size_max((enum body_format)format), &article->body);
    return (enum body_format)format;
}

/* A body that comes without a title may bring it along: a first heading, or HTML's own title. Plain text does
 * so when it is all that was sent; in fields a title that is missing was forgotten. */
static bool may_take_title(const struct input *input, enum body_format format, const struct article *article)
{
    bool is_alone = format != BODY_TEXT || (input->whole && input->whole->form == FORM_TEXT);
    return is_alone && !article->title && article->body && !input_has(input, "title");
}

/* Only Markdown says which line is the title; of others it is guessed, which is said. */
static void warn_taken_title(const struct input *input, enum body_format format, const char *title)
{
    if (title && format != BODY_MARKDOWN)
        reply_warn(input->reply, "/title", WARNING_TITLE_TAKEN, MESSAGE_ARGS(title));
}

/* A PATCH that leaves the body alone keeps its HTML, for rendering costs more than all else here.
 * Another format alone reads the same text another way. */
static bool is_to_be_rendered(const struct input *input, const struct article *article)
{
    return input_has(input, "body") || input_has(input, "body_format") || !article->body_html;
}

/* The text as it was sent, with its HTML; rendered here only when that was not done ahead, or a picture
 * has changed since. */
static enum err article_input_read_body(struct conn *conn, const struct input *input,
                                        const struct article_draft *draft, struct article *article)
{
    enum body_format format = read_body_text(input, article);
    const char *text = article->body ? article->body : "";
    bool takes_title = may_take_title(input, format, article),
         is_rendered = is_to_be_rendered(input, article);
    bool is_ahead = is_rendered && body_ahead_fits(draft->ahead, format, text, takes_title);
    enum err err = ERR_OK;
    if (is_ahead) {
        article->body = draft->ahead->text;
        if (draft->ahead->title)
            article->title = draft->ahead->title;
    } else if (takes_title) {
        body_take_title(format, text, input->reply->arena, &article->title, &article->body);
    }
    if (takes_title)
        warn_taken_title(input, format, article->title);
    if (!is_rendered || (is_ahead && take_ahead(conn, input, draft, article, &err)))
        return err;
    return render_body(conn, input, draft, article);
}

/* The present state of an article whose body or format stays; whoever it is, the transaction says. */
static enum err read_present_body(struct store *store, int64_t id, struct arena *arena,
                                  struct article *ret_article)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(store, arena, &conn);
    return err ? err : article_by_id(conn, id, ret_article);
}

void article_draft_ahead(struct store *store, const struct submission *submission, int64_t present_id,
                         const struct picture_import *import, struct arena *arena,
                         struct body_ahead *ret_ahead)
{
    struct reply unheard = {.arena = arena};
    struct input input = input_of(submission, &unheard);
    struct article article = article_draft_blank().article;
    *ret_ahead = (struct body_ahead){.is_there = false};
    bool is_sent = input_has(&input, "body") || input_has(&input, "body_format");
    bool is_whole = input_has(&input, "body") && input_has(&input, "body_format");
    if (present_id && !is_sent)
        return;
    if (present_id && !is_whole && read_present_body(store, present_id, arena, &article))
        return;
    if (present_id)
        article.title = ""; /* it has one */
    enum body_format format = read_body_text(&input, &article);
    bool takes_title = may_take_title(&input, format, &article);
    if (!unheard.fault_count && is_to_be_rendered(&input, &article))
        body_ahead_render(store, format, article.body ? article.body : "", takes_title, import, arena,
                          ret_ahead);
}

static void read_texts(const struct input *input, struct article *article)
{
    input_text(input, "title", TEXT_LINE, ARTICLE_TITLE_MAX, &article->title);
    input_text(input, "lead", TEXT_BLOCK, ARTICLE_LEAD_MAX, &article->lead);
    input_text(input, "author", TEXT_LINE, ARTICLE_AUTHOR_MAX, &article->author);
    input_text(input, "external_id", TEXT_LINE, ARTICLE_EXTERNAL_ID_MAX, &article->external_id);
    article->change_note = NULL;
    input_text(input, "change_note", TEXT_BLOCK, ARTICLE_NOTE_MAX, &article->change_note);
    input_flag(input, "pinned", &article->pinned);
}

/* The slug of a title, with a number behind it where somebody has or had it. */
static enum err derive_slug(struct conn *conn, struct article *article)
{
    const char *stem = slug_from_title(article->title, conn_arena(conn));
    /* A title without any letter that a slug can have gets "bai-1" and so on. */
    return *stem ? slug_free(conn, stem, 0, &article->slug) : slug_free(conn, "bai", 1, &article->slug);
}

/* A slug as it was sent, or NULL, is now the article's unless somebody else has or had it. */
static enum err take_slug(struct conn *conn, const struct input *input, const char *slug,
                          struct article_draft *draft)
{
    if (!slug)
        return draft->article.slug || !draft->article.title ? ERR_OK : derive_slug(conn, &draft->article);
    int64_t owner;
    enum err err = article_slug_owner(conn, slug, &owner);
    if (err)
        return err;
    if (owner && owner != draft->article.id) {
        reply_problem(input->reply, ERR_CONFLICT, MESSAGE_FIELD_SLUG_TAKEN, MESSAGE_ARGS(slug));
        input_fault(input, "slug", MESSAGE_FIELD_SLUG_TAKEN, MESSAGE_ARGS(slug));
        return ERR_CONFLICT;
    }
    draft->article.slug = slug;
    return ERR_OK;
}

static enum err read_translation(struct conn *conn, const struct input *input, struct article_draft *draft)
{
    struct arena *arena = input->reply->arena;
    int64_t id = 0;
    input_integer(input, "translation_of", 1, INT64_MAX, &id);
    if (!id)
        return ERR_OK;
    struct article other;
    enum err err = article_by_id(conn, id, &other);
    if (err && err != ERR_NOT_FOUND)
        return err;
    if (err || strcmp(other.lang, draft->article.lang) == 0)
        input_fault(input, "translation_of", MESSAGE_TRANSLATION_WRONG,
                    MESSAGE_ARGS(arena_printf(arena, "%lld", (long long)id)));
    draft->translation_of = id;
    return ERR_OK;
}

enum err article_draft_apply(struct conn *conn, const struct submission *submission, struct reply *reply,
                             struct article_draft *draft)
{
    struct input input = input_of(submission, reply);
    struct article *article = &draft->article;
    /* Before anything of the draft changes. Withdrawn and trashed ones count, drafts do not tell. */
    bool ever_published =
        article->published_ms && article->status != STATUS_DRAFT && article->status != STATUS_REVIEW;
    input_only(&input, members);
    draft->says_texts = input_has(&input, "title") || input_has(&input, "lead") || input_has(&input, "body");
    if (input_has(&input, "images"))
        input_fault(&input, "images", MESSAGE_IMAGES_FILES, NULL);
    article_choices_read(&input, draft, ever_published || article->once_public);
    read_texts(&input, article);
    article_times_read(&input, draft, ever_published, conn_now_ms(conn));
    article_input_read_source(&input, article);
    /* Rows of fetched and sent pictures first, which the rendering looks up as media of ours. */
    enum err err = draft->import ? picture_import_keep(conn, &input, draft->import) : ERR_OK;
    if (!err && draft->files)
        err = article_files_keep(conn, &input, draft->files);
    if (!err)
        err = article_input_read_body(conn, &input, draft, article);
    if (!article->title && !input_has(&input, "title"))
        input_fault(&input, "title", MESSAGE_TITLE_MISSING, NULL);
    input_require(&input, "title", article->title);
    if (!err)
        err = fact_input(conn, &input, article);
    bool becomes_public = article->status == STATUS_PUBLISHED || article->status == STATUS_SCHEDULED;
    if (becomes_public)
        facts_require(reply, article);
    if (!err)
        err = term_input_category(conn, &input, article);
    if (!err)
        err = term_input_tags(conn, &input, article);
    if (!err)
        err = picture_input(conn, &input, draft->files, article);
    if (!err)
        err = attachment_input(conn, &input, draft->files, article);
    if (!err)
        err = read_translation(conn, &input, draft);
    if (!err && input.reply->fault_count == 0 && !article_require_body(reply, article) && becomes_public)
        err = document_require(conn, reply, article, draft->is_import);
    const char *slug = NULL;
    input_slug(&input, "slug", &slug);
    input_flag(&input, "force", &draft->force);
    input_words(&input, "check_reason", ARTICLE_NOTE_MAX, &draft->check_reason);
    enum err faults = input_end(&input);
    if (!err)
        err = faults;
    return err ? err : take_slug(conn, &input, slug, draft);
}
