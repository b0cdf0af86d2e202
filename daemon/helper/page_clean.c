/* Cleans one page after the other: valid UTF-8, old encodings, normalising, blanks. It knows no program and
 * no file. */
#include "page_clean.h"

#include "base/buf.h"
#include "text/legacy.h"
#include "text/normalize.h"

#include <string.h>
#include <unistr.h>

/* Old encodings are looked for on a page of so many bytes at most; a larger one is no page of a letter. */
enum { LEGACY_MOST = 256 * 1024, PAGE_ARENA = 96 * 1024 * 1024 };

/* Symbolic fonts, among them those of old Vietnamese encodings, have their letters at U+F000 and on. */
enum { SYMBOLS = 0xF000, SYMBOL_FIRST = 0xF020, SYMBOL_LAST = 0xF0FF };

/* The characters that are any, up to `most` bytes; bytes that are none become blanks. With `as_latin`, signs
 * of symbolic fonts as the letters that their keys would give, and lines as one. */
static bool page_clean_characters(struct span page, bool as_latin, struct buf *out)
{
    for (size_t at = 0; at < page.size;) {
        ucs4_t point;
        uint8_t bytes[6];
        int length = u8_mbtouc(&point, page.at + at, page.size - at);
        at += (size_t)length;
        if (point == 0 || point == 0xFFFD)
            point = ' ';
        if (as_latin && point >= SYMBOL_FIRST && point <= SYMBOL_LAST)
            point -= SYMBOLS;
        if (as_latin && point == '\n')
            point = ' ';
        int written = u8_uctomb(bytes, point, sizeof bytes);
        if (written > 0)
            buf_add(out, (const char *)bytes, (size_t)written);
    }
    return !buf_failed(out);
}

static bool page_clean_is_wanted(enum legacy legacy)
{
    return legacy == LEGACY_TCVN3 || legacy == LEGACY_VNI;
}

/* The page out of the old encoding that it is written in, as a whole or by lines; as it is where nothing is
 * sure.
 */
static void page_clean_legacy(struct span page, struct buf *plain, struct arena *arena)
{
    auto_buf struct buf latin = BUF(LEGACY_MOST), whole = BUF(2 * LEGACY_MOST);
    const char *text = NULL, *preview;
    size_t length = 0;
    if (plain->length > LEGACY_MOST)
        return;
    enum legacy legacy = LEGACY_NONE;
    if (page_clean_characters(page, true, &latin))
        legacy = legacy_find(buf_str(&latin), latin.length, arena, &text, &length, &preview);
    if (!page_clean_is_wanted(legacy))
        legacy = legacy_find(buf_str(plain), plain->length, arena, &text, &length, &preview);
    if (!page_clean_is_wanted(legacy))
        return;
    bool had_lost = legacy == LEGACY_TCVN3 && legacy_restore_horns(text, length, &whole);
    buf_cut(plain, 0);
    buf_add(plain, had_lost ? buf_str(&whole) : text, had_lost ? whole.length : length);
}

/* Runs of blanks as one, none at the ends of lines, and no empty lines. */
static void page_clean_blanks(const char *text, struct buf *out)
{
    char owed = '\0';
    size_t from = out->length;
    for (const char *p = text; *p; p++) {
        if (*p == '\n' || *p == '\t' || *p == ' ') {
            owed = *p == '\n' || owed == '\n' ? '\n' : ' ';
            continue;
        }
        if (owed && out->length > from)
            buf_char(out, owed);
        owed = '\0';
        buf_char(out, *p);
    }
}

/* One page, in an arena of its own. */
static enum err page_clean_one(struct span page, struct buf *out)
{
    auto_arena struct arena *arena = arena_new(PAGE_ARENA);
    auto_buf struct buf plain = BUF(PAGE_TEXT_MAX + 8);
    const char *text;
    if (!arena || !page_clean_characters(page, false, &plain))
        return ERR_MEMORY;
    page_clean_legacy(page, &plain, arena);
    /* What the search for old encodings could not do for want of memory is left undone. */
    if (arena_failed(arena))
        return ERR_MEMORY;
    enum err err = text_normalize(buf_str(&plain), plain.length, TEXT_BLOCK, arena, &text, NULL);
    if (err)
        return err;
    page_clean_blanks(text, out);
    return buf_failed(out) ? ERR_MEMORY : ERR_OK;
}

/* Takes what is too much off the end, between characters; gives how many pages are left. */
static uint32_t page_clean_cut(struct buf *out, size_t most)
{
    size_t length = most;
    uint32_t pages = 1;
    while (length && ((unsigned char)out->bytes[length] & 0xC0) == 0x80)
        length--;
    buf_cut(out, length);
    for (size_t i = 0; i < length; i++)
        pages += out->bytes[i] == '\f';
    return pages;
}

enum err page_clean(struct span raw, struct arena *arena, struct page_text *ret_text)
{
    struct page_text made = {.pages = 0};
    /* A page may come to more than is left, and is cut then. */
    auto_buf struct buf out = BUF(2 * PAGE_TEXT_MAX + 64);
    enum err err = ERR_OK;
    size_t at = 0;
    while (!err && at < raw.size && made.pages < PAGE_TEXT_PAGES_MAX && !made.is_cut) {
        const unsigned char *end = memchr(raw.at + at, '\f', raw.size - at);
        size_t size = end ? (size_t)(end - raw.at) - at : raw.size - at;
        /* No more is looked at than could be kept. */
        struct span page = {raw.at + at, size < PAGE_TEXT_MAX ? size : PAGE_TEXT_MAX};
        made.is_cut = size > PAGE_TEXT_MAX;
        if (made.pages++)
            buf_char(&out, '\f');
        err = page_clean_one(page, &out);
        at += size + 1;
        if (out.length > PAGE_TEXT_MAX) {
            made.pages = page_clean_cut(&out, PAGE_TEXT_MAX);
            made.is_cut = true;
        }
    }
    made.is_cut |= at < raw.size;
    if (err || buf_failed(&out))
        return err ? err : ERR_MEMORY;
    made.text = arena_copy(arena, buf_str(&out), out.length);
    made.length = out.length;
    *ret_text = made;
    return arena_failed(arena) ? ERR_MEMORY : ERR_OK;
}
