/* Any text in any format (the first byte chooses): cleaned or refused; clean HTML is valid UTF-8,
 * cleaning it again gives the same bytes, nothing that runs is in it, and with whole addresses no path is
 * left. */
#include "html/absolute.h"
#include "html/body.h"
#include "html/dress.h"
#include "html/outline.h"
#include "text/normalize.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_clean(const char *html)
{
    static const char *const banned[] = {"<script", "<style", "<iframe", "<svg",
                                         "<math",   "<!--",   "<h1",     "<object"};
    for (size_t i = 0; i < sizeof banned / sizeof *banned; i++)
        assert(!strstr(html, banned[i]));
    assert(text_is_utf8(html, strlen(html)));
}

static void check_absolute(const char *html, struct arena *arena)
{
    const char *whole = html_absolute(html, "https://a.example", "https://a.example/x", arena).html;
    assert(strcmp(html_absolute(html, "", "", arena).html, html) == 0);
    assert(!strstr(whole, " href=\"/") && !strstr(whole, " href=\"#") && !strstr(whole, " src=\"/"));
}

static const char *picture(void *context, const char *url)
{
    (void)context;
    return strlen(url) % 2 ? "data:image/png;base64,AAAA" : NULL;
}

/* What is made of clean HTML for pages and copies is as clean; with the addresses of its headings it cleans
 * to itself. */
static void check_made(struct safe_html html, struct arena *arena)
{
    struct outline outline = html_outline(html, arena);
    struct safe_html portable = html_portable(html, picture, NULL, arena);
    assert(!arena_failed(arena) && outline.html.length >= html.length);
    check_clean(outline.html.html);
    check_clean(portable.html);
    static const struct dress_words words = {"a", "b", "c", "d", "e"};
    struct safe_html dressed = html_dressed(outline.html, &words, "/media/s.webp", arena);
    assert(!arena_failed(arena) && dressed.length == strlen(dressed.html));
    struct body again;
    if (outline.html.length <= BODY_SIZE_MAX)
        assert(!body_render(BODY_HTML, outline.html.html, outline.html.length, arena, &again, NULL) &&
               strcmp(again.html.html, outline.html.html) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    auto_arena struct arena *arena = arena_new(1 << 26);
    const char *text;
    if (text_normalize((const char *)data + 1, size - 1, TEXT_BLOCK, arena, &text, NULL))
        return 0;
    enum body_fault fault = BODY_FAULT_NONE;
    struct body once, twice;
    enum err err = body_render(data[0] % BODY_FORMAT_COUNT, text, strlen(text), arena, &once, &fault);
    assert((err == ERR_OK) == (fault == BODY_FAULT_NONE));
    if (err)
        return 0;
    check_clean(once.html.html);
    if (once.html.length <= BODY_SIZE_MAX)
        check_absolute(once.html.html, arena);
    assert(strlen(once.html.html) == once.html.length && text_is_utf8(once.text, strlen(once.text)));
    if (once.html.length > BODY_SIZE_MAX)
        return 0;
    err = body_render(BODY_HTML, once.html.html, once.html.length, arena, &twice, &fault);
    if (err || strcmp(once.html.html, twice.html.html) != 0)
        fprintf(stderr, "once:\n%s\ntwice:\n%s\n", once.html.html, err ? "" : twice.html.html);
    assert(!err && strcmp(once.html.html, twice.html.html) == 0);
    check_made(once.html, arena);
    return 0;
}
