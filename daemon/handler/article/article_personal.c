/* The guard of personal data at the moment of publication (Law 91/2025/QH15). Which texts are looked at is
 * known here; what is personal data is text/personal.def's, and no place is ever written down: the audit
 * keeps kinds and counts. */
#include "article_personal.h"

#include "store/audit.h"
#include "store/site.h"
#include "text/excerpt.h"

#include "base/calendar.h"

#include <string.h>

/* Characters on each side of a place. */
enum { AROUND = 40, WARNED_MOST = 20 };

static void article_text_add(struct article_text *texts, size_t *count, const char *pointer, const char *text)
{
    if (text && *text && *count < ARTICLE_TEXTS_MOST)
        texts[(*count)++] = (struct article_text){pointer, text};
}

size_t article_texts(struct arena *arena, const struct article *article,
                     struct article_text texts[static ARTICLE_TEXTS_MOST])
{
    size_t count = 0;
    article_text_add(texts, &count, "/title", article->title);
    article_text_add(texts, &count, "/lead", article->lead);
    article_text_add(texts, &count, "/body", article->body_text);
    article_text_add(texts, &count, "/change_note", article->change_note);
    if (article->image) {
        article_text_add(texts, &count, "/alt", article->image->alt);
        article_text_add(texts, &count, "/caption", article->image->caption);
    }
    for (size_t i = 0; i < article->attachment_count; i++)
        article_text_add(texts, &count, arena_printf(arena, "/attachments/%zu/title", i),
                         article->attachments[i].title);
    for (size_t i = 0; i < article->fact_count; i++) {
        const struct fact_row *row = fact_of(article->facts[i].fact);
        if (row->type == FACT_TYPE_TEXT)
            article_text_add(texts, &count, arena_printf(arena, "/facts/%s", row->name),
                             article->facts[i].text);
    }
    return count;
}

enum err article_own_numbers(struct conn *conn, struct arena *arena, struct personal_known *ret_known)
{
    struct site site;
    enum err err = site_get(conn, &site);
    if (err)
        return err;
    const char *const texts[] = {site.address, site.phone,   site.hotline,
                                 site.email,   site.licence, site.responsible};
    const char *all = "";
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        all = arena_printf(arena, "%s%s\n", all, texts[i] ? texts[i] : "");
    /* An account of Zalo is a telephone number. */
    for (size_t i = 0; i < site.social_count; i++) {
        const char *slash = strrchr(site.social[i].url, '/');
        all = arena_printf(arena, "%s%s\n", all, slash ? slash + 1 : "");
    }
    *ret_known = personal_known_of(all, arena);
    return ERR_OK;
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

const char *article_words_around(struct arena *arena, const char *text, size_t start, size_t end)
{
    size_t from = start, to = end, length = strlen(text);
    for (int left = AROUND; left > 0 && from > 0; left -= !is_continuation(text[from]))
        from--;
    for (int left = AROUND; left > 0 && to < length; left -= !is_continuation(text[to]))
        to++;
    while (from < start && is_continuation(text[from]))
        from++;
    while (to < length && is_continuation(text[to]))
        to++;
    const char *words = text_excerpt(arena_copy(arena, text + from, to - from), to - from + 2, arena);
    return arena_printf(arena, "%s%s%s", from ? "…" : "", words, to < length ? "…" : "");
}

/* What was found in the texts of an article. */
struct personal_found {
    size_t counts[PERSONAL_COUNT], count;
};

/* Whether the public reads these words of it already. */
static bool was_public(struct arena *arena, const struct article *present, const char *words)
{
    struct article_text texts[ARTICLE_TEXTS_MOST];
    size_t count = present && article_is_public(present) ? article_texts(arena, present, texts) : 0;
    for (size_t i = 0; i < count; i++)
        if (strstr(texts[i].text, words))
            return true;
    return false;
}

/* What is said of a place: a fault to a person on a staff page, a warning to a client. */
enum tell { TELL_NOBODY, TELL_WARNING, TELL_FAULT };

static void tell_place(struct reply *reply, const char *pointer, enum personal kind, const char *words,
                       enum tell tell)
{
    const char *sentence = personal_sentence(kind, reply->lang);
    if (tell == TELL_WARNING)
        reply_warn(reply, pointer, WARNING_PERSONAL_DATA, MESSAGE_ARGS(sentence, words));
    else if (tell == TELL_FAULT)
        reply_fault(reply, pointer, MESSAGE_PERSONAL_PLACE, MESSAGE_ARGS(sentence, words));
}

/* The places of one text, each told. */
static enum err look_at_text(struct reply *reply, const struct article_text *text,
                             const struct article *present, const struct personal_known *known, int year,
                             enum tell tell, struct personal_found *found)
{
    struct arena *arena = reply->arena;
    struct personal_place *places;
    size_t count;
    enum err err = personal_find(text->text, strlen(text->text), known, year, arena, &places, &count);
    for (size_t i = 0; !err && i < count; i++) {
        size_t start = places[i].start, end = places[i].end;
        if (was_public(arena, present, arena_copy(arena, text->text + start, end - start)))
            continue;
        found->counts[places[i].kind]++;
        /* What is wrong with the whole stands first. */
        if (!found->count && tell == TELL_FAULT)
            reply_fault(reply, "/check_reason", MESSAGE_CHECK_REASON, NULL);
        if (found->count++ < WARNED_MOST)
            tell_place(reply, text->pointer, places[i].kind,
                       article_words_around(arena, text->text, start, end), tell);
    }
    return err;
}

/* "phone-number 2, child 1", and the reason behind it. */
static const char *note_of(struct arena *arena, const struct personal_found *found, const char *reason)
{
    const char *note = "";
    for (enum personal kind = 0; kind < PERSONAL_COUNT; kind++)
        if (found->counts[kind])
            note = arena_printf(arena, "%s%s%s %zu", note, *note ? ", " : "", personal_code(kind),
                                found->counts[kind]);
    return reason ? arena_printf(arena, "%s: %s", note, reason) : note;
}

enum err article_personal(struct conn *conn, const struct request *request, struct reply *reply,
                          const struct article *next, const struct article *present, const char *reason)
{
    struct article_text texts[ARTICLE_TEXTS_MOST];
    struct personal_known known;
    struct personal_found found = {.count = 0};
    bool is_later = next->status == STATUS_SCHEDULED && next->audience == AUDIENCE_PUBLIC;
    if (!is_later && !article_is_public(next))
        return ERR_OK;
    size_t count = article_texts(reply->arena, next, texts);
    enum tell tell = reason ? TELL_NOBODY : request->session ? TELL_FAULT : TELL_WARNING;
    enum err err = article_own_numbers(conn, reply->arena, &known);
    for (size_t i = 0; !err && i < count; i++)
        err =
            look_at_text(reply, &texts[i], present, &known, civil_local(request->now_ms).year, tell, &found);
    if (err || !found.count)
        return err;
    if (tell == TELL_FAULT)
        return ERR_INPUT;
    return audit_add(conn, reason ? "article.personal-data" : "article.personal-data-unexplained", "article",
                     next->id, next->version, next->version, note_of(reply->arena, &found, reason));
}
