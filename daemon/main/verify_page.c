/* The words of a kept copy against those signed, part by part as the template has them, and both ways: what
 * was signed stands there, and nothing else does. */
#include "verify_page.h"

#include "base/asset.h"
#include "base/buf.h"
#include "base/json_text.h"
#include "base/said.h"
#include "html/body.h"
#include "text/date.h"
#include "text/word_match.h"

#include <stdio.h>
#include <string.h>

enum { PAGE_FILE_MAX = 32 * 1024 * 1024, PAGE_ARENA_MAX = 256 * 1024 * 1024, OTHER_SHOWN = 120 };

/* A page without the pictures that it holds, which would be too long for the reader of bodies. */
static void page_slim(const char *page, struct buf *out)
{
    static const char mark[] = "src=\"data:";
    const char *from = page, *found;
    while ((found = strstr(from, mark))) {
        buf_add(out, from, (size_t)(found - from));
        buf_text(out, "src=\"");
        from = found + sizeof mark - 1;
        from += strcspn(from, "\"");
    }
    buf_text(out, from);
}

/* Without pictures, whose names are not seen, and boxes to tick. */
static void page_bare(const char *html, struct buf *out)
{
    const char *p = html;
    for (const char *tag; (tag = strchr(p, '<')); p = tag) {
        bool is_left = strncmp(tag + 1, "img ", 4) == 0 || strncmp(tag + 1, "input ", 6) == 0;
        buf_add(out, p, (size_t)(tag - p));
        const char *end = tag + strcspn(tag, ">");
        end += *end == '>';
        if (!is_left)
            buf_add(out, tag, (size_t)(end - tag));
        tag = end;
    }
    buf_text(out, p);
}

/* The tag that begins an element. */
static const char *page_tag(const struct verify_paper *paper, const char *name, const char *attributes)
{
    return arena_printf(paper->arena, "<%s%s%s>", name, *attributes ? " " : "", attributes);
}

/* Whether an element comes next. */
static bool page_is_next(struct verify_paper *paper, const char *tag)
{
    paper->at += strspn(paper->at, " \n");
    return strncmp(paper->at, tag, strlen(tag)) == 0;
}

const char *verify_next(struct verify_paper *paper, const char *name, const char *attributes)
{
    const char *start = page_tag(paper, name, attributes), *end = arena_printf(paper->arena, "</%s>", name);
    bool is_next = page_is_next(paper, start);
    const char *from = paper->at + (is_next ? strlen(start) : 0), *to = is_next ? strstr(from, end) : NULL;
    if (!to)
        return NULL;
    paper->at = to + strlen(end);
    return arena_copy(paper->arena, from, (size_t)(to - from));
}

const char *verify_text(struct verify_paper *paper, const char *html, enum err *err)
{
    auto_buf struct buf bare = BUF(PAGE_FILE_MAX);
    struct body body;
    page_bare(html, &bare);
    if (!*err && buf_failed(&bare))
        *err = ERR_MEMORY;
    if (!*err)
        *err = body_render(BODY_HTML, buf_str(&bare), bare.length, paper->arena, &body, NULL);
    return *err ? NULL : body.text;
}

const char *verify_word(const struct verify_paper *paper, const char *name)
{
    const char *word = json_string_value(json_object_get(paper->words, name));
    return word ? word : "";
}

void verify_other(struct verify_paper *paper, const char *words)
{
    paper->is_right = false;
    printf(SAID("KHÔNG ĐÚNG chữ đã ký có trên trang, nhưng trang có chữ khác: «%.*s»\n",
                "WRONG the signed words are on the page, but it has other words: “%.*s”\n"),
           OTHER_SHOWN, words);
}

enum err verify_same(struct verify_paper *paper, const char *name, const char *is_signed, const char *shown)
{
    struct word_match match;
    enum err err = words_match(is_signed, shown, paper->arena, &match);
    if (!err && !match.is_same) {
        paper->is_right = false;
        printf(SAID("KHÔNG ĐÚNG %s: sau «%s» đã ký là «%s», trên trang là «%s»\n",
                    "WRONG %s: behind “%s” was signed “%s”, the page has “%s”\n"),
               name, match.context, match.given, match.published);
        return ERR_OK;
    }
    /* Nothing was said, and so nothing can be missing; but there may be more. */
    if (!err || err == ERR_INPUT)
        err = words_match(shown, is_signed, paper->arena, &match);
    if (!err && !match.is_same)
        verify_other(paper, arena_printf(paper->arena, "%s %s", match.context, match.given));
    return err == ERR_INPUT ? ERR_OK : err;
}

/* A part that is one text, which may be missing. */
static enum err page_part(struct verify_paper *paper, const char *name, const char *is_signed,
                          const char *element, const char *attributes)
{
    enum err err = ERR_OK;
    const char *html = verify_next(paper, element, attributes),
               *shown = verify_text(paper, html ? html : "", &err);
    return err ? err : verify_same(paper, name, is_signed ? is_signed : "", shown);
}

static const char *page_member(const struct verify_paper *paper, const char *name)
{
    return json_string_value(json_object_get(paper->content, name));
}

/* When it was published, and perhaps edited, which was when this version was saved or before. */
static enum err page_times(struct verify_paper *paper)
{
    char text[DATE_TEXT_SIZE];
    int64_t published_ms = 0, saved_ms = 0, edited_ms = 0;
    const char *published = page_member(paper, "published_at"), *saved = page_member(paper, "saved_at");
    const char *html = verify_next(paper, "p", "class=\"when\"");
    if (!html || !published || date_parse(published, &published_ms) || !saved || date_parse(saved, &saved_ms))
        return ERR_INPUT;
    const char *expected = arena_text(paper->arena, date_long(published_ms, paper->lang, text));
    static const char mark[] = "time datetime=\"";
    const char *first = strstr(html, mark), *second = first ? strstr(first + 1, mark) : NULL;
    if (second) {
        const char *at = second + sizeof mark - 1;
        at = arena_copy(paper->arena, at, strcspn(at, "\""));
        if (!date_parse(at, &edited_ms) && edited_ms < saved_ms + 1000)
            expected = arena_printf(paper->arena, "%s %s %s", expected, verify_word(paper, "updated"),
                                    date_long(edited_ms, paper->lang, text));
    }
    enum err err = ERR_OK;
    const char *shown = verify_text(paper, html, &err);
    return err ? err : verify_same(paper, SAID("thời gian", "the times"), expected, shown);
}

/* What stands below the picture; of one that is not in the file, what it shows too. */
static enum err page_picture(struct verify_paper *paper)
{
    const json_t *image = json_object_get(paper->content, "image");
    const char *alt = json_string_value(json_object_get(image, "alt")),
               *caption = json_string_value(json_object_get(image, "caption")),
               *credit = json_string_value(json_object_get(image, "credit")),
               *photo = verify_word(paper, "photo");
    if (!page_is_next(paper, page_tag(paper, "figure", "")))
        return caption || credit
                   ? verify_same(paper, SAID("chú thích ảnh", "the caption"), caption ? caption : credit, "")
                   : ERR_OK;
    const char *html = verify_next(paper, "figure", "");
    enum err err = html ? ERR_OK : ERR_INPUT;
    const char *shown = html ? verify_text(paper, html, &err) : NULL;
    if (err)
        return err;
    /* Of what is shown nothing is said. */
    bool is_inside = strstr(html, arena_printf(paper->arena, "<%s ", "img")) != NULL;
    const char *expected = arena_printf(paper->arena, "%s %s %s", is_inside ? "" : photo,
                                        is_inside || !alt ? "" : alt, caption ? caption : "");
    if (credit)
        expected = arena_printf(paper->arena, "%s %s: %s", expected, photo, credit);
    return verify_same(paper, SAID("chú thích ảnh", "the caption"), expected, shown);
}

/* The body, up to the end of its element. */
static enum err page_signed_body(struct verify_paper *paper)
{
    const char *start = page_tag(paper, "div", "class=\"body\"");
    const char *body = page_member(paper, "body"), *format = page_member(paper, "body_format");
    enum body_format as = format ? body_format_from_name(format) : BODY_FORMAT_COUNT;
    struct body written;
    if (!body || as == BODY_FORMAT_COUNT)
        return ERR_INPUT;
    if (!page_is_next(paper, start))
        return verify_same(paper, SAID("nội dung", "the body"), body, "");
    const char *from = paper->at + strlen(start), *p = from, *end = from;
    for (int depth = 1; depth && (end = strstr(p, "div")); p = end + 3)
        depth += end[-1] == '/' && end[-2] == '<' && end[3] == '>' ? -1
                 : end[-1] == '<' && strchr(" >", end[3])          ? 1
                                                                   : 0;
    if (!end)
        return ERR_INPUT;
    paper->at = end + 4;
    enum err err = body_render(as, body, strlen(body), paper->arena, &written, NULL);
    const char *shown = verify_text(paper, arena_copy(paper->arena, from, (size_t)(end - 2 - from)), &err),
               *is_signed = err ? NULL : verify_text(paper, written.html.html, &err);
    return err ? err : verify_same(paper, SAID("nội dung", "the body"), is_signed, shown);
}

/* All parts, as the template has them one after the other. */
static enum err page_parts(struct verify_paper *paper)
{
    const char *source = page_member(paper, "source_name");
    source = source ? source : page_member(paper, "source_url");
    if (source)
        source = arena_printf(paper->arena, "%s: %s", verify_word(paper, "source"), source);
    enum err err = page_part(paper, SAID("tiêu đề", "the title"), page_member(paper, "title"), "h1", "");
    if (!err)
        err = page_times(paper);
    if (!err)
        err =
            page_part(paper, SAID("tóm tắt", "the lead"), page_member(paper, "lead"), "p", "class=\"lead\"");
    if (!err)
        err = page_picture(paper);
    if (!err)
        err = verify_facts(paper);
    if (!err)
        err = page_signed_body(paper);
    if (!err)
        err = page_part(paper, SAID("tác giả", "the author"), page_member(paper, "author"), "p",
                        "class=\"byline\"");
    if (!err)
        err = page_part(paper, SAID("nguồn", "the source"), source, "p", "class=\"origin\"");
    if (!err)
        err = verify_attachments(paper);
    if (!err && paper->at[strspn(paper->at, " \n")]) {
        const char *rest = verify_text(paper, paper->at, &err);
        if (!err)
            verify_other(paper, rest);
    }
    return err;
}

enum err verify_page(const json_t *content, const char *page, bool *is_right)
{
    auto_arena struct arena *arena = arena_new(PAGE_ARENA_MAX);
    auto_assets struct assets *assets = NULL;
    auto_buf struct buf slim = BUF(PAGE_FILE_MAX);
    const char *lang = json_string_value(json_object_get(content, "lang"));
    bool is_english = lang && strcmp(lang, "en") == 0;
    page_slim(page, &slim);
    if (!arena || buf_failed(&slim))
        return ERR_MEMORY;
    enum err err = assets_open(NULL, &assets);
    if (err)
        return err;
    const struct asset *sheet = assets_find(assets, "style/copy.css"),
                       *text = assets_find(assets, is_english ? "text/en.json" : "text/vi.json");
    const char *style = sheet ? (const char *)asset_bytes(sheet, arena) : NULL,
               *said = text ? (const char *)asset_bytes(text, arena) : NULL;
    if (!style || !said)
        return ERR_INTERNAL;
    json_auto_t *words = json_text_read(said, strlen(said), 0, NULL);
    struct verify_paper paper = {.content = content,
                                 .words = words,
                                 .lang = is_english ? LANG_EN : LANG_VI,
                                 .arena = arena,
                                 .is_right = true};
    paper.at = verify_frame(buf_str(&slim), style, arena);
    if (!paper.at) {
        *is_right = false;
        puts(SAID(
            "KHÔNG ĐÚNG trang không còn đúng khuôn bản «Lưu bài» của congd này: có thể có chữ bị giấu hoặc "
            "thêm",
            "WRONG the page is not laid out as this congd's kept copies are: words may be hidden or added"));
        return ERR_OK;
    }
    err = page_parts(&paper);
    if (!err && paper.is_right)
        puts(SAID("ĐÚNG chữ trên trang là chữ đã ký, không có chữ nào khác",
                  "RIGHT the words of the page are those that were signed, and no others"));
    *is_right &= paper.is_right;
    return err;
}
