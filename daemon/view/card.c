/* vCards of persons and units, by their facts. */
#include "view/card.h"

#include "base/calendar.h"
#include "store/roster.h"
#include "text/content_line.h"
#include "view/article.h"
#include "view/media.h"
#include "view/portal.h"

#include <string.h>

enum { NAME_MOST = 8 * 1024 };

/* Adds one component of a structured value, of `length` bytes. */
static void card_component(struct buf *out, struct arena *arena, const char *text, size_t length)
{
    content_escape(out, arena_copy(arena, text, length));
    buf_char(out, ';');
}

/* Family name; given name; names between: of a Vietnamese name the first word, the last, and the others. */
static void card_write_name(struct buf *out, struct arena *arena, const char *name)
{
    auto_buf struct buf value = BUF(NAME_MOST);
    const char *first = strchr(name, ' '), *last = strrchr(name, ' ');
    if (first) {
        card_component(&value, arena, name, (size_t)(first - name));
        card_component(&value, arena, last + 1, strlen(last + 1));
        card_component(&value, arena, first + 1, last > first ? (size_t)(last - first - 1) : 0);
    } else {
        buf_char(&value, ';');
        card_component(&value, arena, name, strlen(name));
        buf_char(&value, ';');
    }
    buf_char(&value, ';');
    if (!buf_failed(&value))
        content_line(out, "N", buf_str(&value));
}

/* The agency and, of a person, the unit within. */
static void card_write_organisation(struct buf *out, const char *agency, const char *unit)
{
    auto_buf struct buf value = BUF(NAME_MOST);
    content_escape(&value, agency ? agency : "");
    if (unit && *unit) {
        buf_text(&value, ";");
        content_escape(&value, unit);
    }
    if (!buf_failed(&value) && value.length)
        content_line(out, "ORG", buf_str(&value));
}

/* The unit that a person belongs to, when the public may know it. */
static const char *card_unit(const struct article *article)
{
    for (size_t i = 0; i < article->fact_count; i++)
        if (article->facts[i].fact == FACT_PERSON_UNIT && article->facts[i].target &&
            article->facts[i].target->is_public)
            return article->facts[i].target->title;
    return NULL;
}

static void card_write_ways(struct buf *out, struct arena *arena, const char *phone, const char *email)
{
    const char *call = phone_url(arena, phone);
    if (call)
        content_line(out, "TEL;VALUE=uri;TYPE=work", call);
    content_line_text(out, "EMAIL;TYPE=work", email);
}

/* Addresses of the page and the picture, which only a portal that knows its own can say. */
static void card_write_addresses(struct buf *out, struct arena *arena, const char *base,
                                 const struct article *article)
{
    const struct media_file *file =
        article->image ? media_widest(&article->image->media, "image/jpeg") : NULL;
    if (!*base)
        return;
    const char *url = arena_printf(arena, "%s%s", base, article_path(arena, article));
    content_line(out, "URL", url);
    content_line(out, "SOURCE", arena_printf(arena, "%s/danh-thiep.vcf", url));
    if (file)
        content_line(out, "PHOTO;MEDIATYPE=image/jpeg",
                     arena_printf(arena, "%s%s", base, media_path(arena, file->name)));
}

void view_card(struct buf *out, struct arena *arena, const struct card_frame *frame,
               const struct article *article)
{
    bool is_person = article->kind == KIND_PERSON;
    struct civil c = civil_utc(article->updated_ms);
    content_begin(out, "VCARD");
    content_line(out, "VERSION", "4.0");
    content_line(out, "KIND", is_person ? "individual" : "org");
    content_line_text(out, "FN", article->title);
    if (is_person)
        card_write_name(out, arena, article->title);
    else
        content_line_text(out, "N", article->title);
    card_write_organisation(out, frame->agency, is_person ? card_unit(article) : article->title);
    content_line_text(out, "TITLE", is_person ? article_fact(article, FACT_PERSON_POST) : NULL);
    card_write_ways(out, arena, article_fact(article, is_person ? FACT_PERSON_PHONE : FACT_UNIT_PHONE),
                    article_fact(article, is_person ? FACT_PERSON_EMAIL : FACT_UNIT_EMAIL));
    content_line_text(out, "NOTE", is_person ? NULL : article_fact(article, FACT_UNIT_HOURS));
    content_line(out, "LANG", article->lang);
    card_write_addresses(out, arena, frame->base, article);
    content_line(out, "REV",
                 arena_printf(arena, "%04d%02d%02dT%02d%02d%02dZ", c.year, c.month, c.day, c.hour, c.minute,
                              c.second));
    content_end(out, "VCARD");
}
