/* Pages as a program writes them, without the program. */
#include "docx/plain.h"
#include "page_clean.h"

#include "docx_file.h"
#include "test.h"

#include "text/normalize.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA = 64 * 1024 * 1024 };

static struct page_text clean_bytes(struct arena *arena, const void *bytes, size_t size)
{
    struct page_text text = {.fault = PAGE_TEXT_FAULTS};
    /* A copy of just its size, so that the sanitizer sees one byte too many. */
    unsigned char *copy = malloc(size + !size);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    assert_int_equal(page_clean((struct span){copy, size}, arena, &text), ERR_OK);
    free(copy);
    assert_int_equal(strlen(text.text), text.length);
    return text;
}

static struct page_text clean_text(struct arena *arena, const char *text)
{
    return clean_bytes(arena, text, strlen(text));
}

static void pages_keep_their_numbers_when_one_is_empty(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(ARENA);
    struct page_text text = clean_text(arena, "  Trang   một \n\n\n tiếp \n\f\fTrang ba\n\n\f");
    assert_string_equal(text.text, "Trang một\ntiếp\f\fTrang ba");
    assert_int_equal(text.pages, 3);
    assert_false(text.is_cut);
    text = clean_text(arena, "");
    assert_int_equal(text.pages, 0);
    assert_string_equal(text.text, "");
}

static void what_is_no_text_is_left_out(void **state)
{
    static const char raw[] = "a\xFF\xFE"
                              "b\0c\x02\x03\xED\xA0\x80z\u200B\u00A0e\u0302\u0301";
    (void)state;
    auto_arena struct arena *arena = arena_new(ARENA);
    struct page_text text = clean_bytes(arena, raw, sizeof raw - 1);
    assert_true(text_is_utf8(text.text, text.length));
    assert_string_equal(text.text, "a b c z ế");
}

static void a_page_in_an_old_encoding_becomes_unicode_and_its_neighbours_stay(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(ARENA);
    /* TCVN3: "Cộng hòa xã hội chủ nghĩa Việt Nam / Độc lập tự do hạnh phúc", over two lines; then VNI. */
    struct page_text text =
        clean_text(arena, "C\u00E9ng h\u00DFa x\u00B7 h\u00E9i\nch\u00F1 ngh\u00DCa Vi\u00D6t Nam\n"
                          "\u00A7\u00E9c l\u00CBp t\u00F9 do h\u00B9nh phóc\f"
                          "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam\f"
                          "Ủy ban nhân dân xã\fThe café of Señor Núñez in São Paulo\f");
    assert_non_null(strstr(text.text, "Cộng hòa xã hội chủ nghĩa Việt Nam"));
    const char *second = strchr(text.text, '\f');
    assert_non_null(second);
    assert_non_null(strstr(second, "Cộng hòa xã hội chủ nghĩa Việt Nam"));
    assert_non_null(strstr(second, "\fỦy ban nhân dân xã\fThe café of Señor Núñez in São Paulo"));
    /* The same keys of a symbolic font. */
    text = clean_text(arena, "C\uF0E9ng h\uF0DFa x\uF0B7 h\uF0E9i ch\uF0F1 ngh\uF0DCa Vi\uF0D6t Nam");
    assert_string_equal(text.text, "Cộng hòa xã hội chủ nghĩa Việt Nam");
    /* Signs of such a font that are no letters stay. */
    text = clean_text(arena, "\uF0B7 một mục của danh sách");
    assert_string_equal(text.text, "\uF0B7 một mục của danh sách");
}

static void what_is_too_much_is_cut_between_characters_and_said(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(ARENA);
    size_t size = PAGE_TEXT_MAX + 3 * 1000;
    char *raw = malloc(size);
    assert_non_null(raw);
    /* ế takes three bytes, of which the limit is no multiple. */
    for (size_t i = 0; i + 3 <= size; i += 3)
        memcpy(raw + i, "ế", 3);
    struct page_text text = clean_bytes(arena, raw, size / 3 * 3);
    assert_true(text.is_cut);
    assert_in_range(text.length, PAGE_TEXT_MAX - 3, PAGE_TEXT_MAX);
    assert_true(text_is_utf8(text.text, text.length));
    /* The seam behind a page that fills all there is goes too, and with it the number of the page behind. */
    memset(raw, 'x', size);
    raw[PAGE_TEXT_MAX] = '\f';
    text = clean_bytes(arena, raw, size);
    assert_int_equal(text.length, PAGE_TEXT_MAX);
    assert_int_equal(text.pages, 1);
    assert_true(text.is_cut);
    for (size_t i = 0; i < size; i++)
        raw[i] = i % 2 ? '\f' : 'x';
    text = clean_bytes(arena, raw, 2 * (PAGE_TEXT_PAGES_MAX + 1));
    assert_int_equal(text.pages, PAGE_TEXT_PAGES_MAX);
    assert_true(text.is_cut);
    text = clean_bytes(arena, raw, 2 * PAGE_TEXT_PAGES_MAX);
    assert_int_equal(text.pages, PAGE_TEXT_PAGES_MAX);
    assert_false(text.is_cut);
    free(raw);
}

static struct span plain_of(struct arena *arena, const char *body, enum page_text_fault fault)
{
    struct docx_file file = {.size = 0};
    struct span text = {NULL, 0};
    char document[4000];
    int size = snprintf(
        document, sizeof document,
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>%s"
        "</w:body></w:document>",
        body);
    docx_file_add(&file, "_rels/.rels", docx_file_top, strlen(docx_file_top));
    docx_file_add(&file, "word/document.xml", document, (size_t)size);
    docx_file_add(&file, "word/_rels/document.xml.rels", docx_file_beside, strlen(docx_file_beside));
    docx_file_end(&file);
    assert_int_equal(docx_plain((struct span){file.bytes, file.size}, arena, &text), fault);
    free(file.bytes);
    return text;
}

static void the_words_of_a_word_file_are_those_that_are_seen(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(ARENA);
    struct span text = plain_of(
        arena,
        "<w:p><w:r><w:t>Mot doan van ban dau tien kha dai cua tep nay de lam vi du</w:t></w:r></w:p>"
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>dam</w:t></w:r><w:r><w:t>lien &lt;p&gt; &amp;amp; "
        "\"x\"</w:t></w:r>"
        "<w:del><w:r><w:delText>bixoa</w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>bian</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>oA</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>oB</w:t></w:r></"
        "w:p>"
        "</w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>oC</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>oD</w:t></"
        "w:r></w:p></w:tc></w:tr></w:tbl>",
        PAGE_TEXT_FINE);
    const char *words = (const char *)text.at;
    assert_non_null(strstr(words, "damlien <p> &amp; \"x\""));
    assert_null(strstr(words, "bixoa"));
    assert_null(strstr(words, "bian"));
    assert_null(strstr(words, "oAoB"));
    assert_non_null(strstr(words, "oD"));
}

static void a_word_file_that_cannot_be_read_has_a_reason(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(ARENA);
    struct span text;
    static const unsigned char none[] = "no Word file";
    assert_int_equal(docx_plain((struct span){none, sizeof none}, arena, &text), PAGE_TEXT_DAMAGED);
    plain_of(arena, "<w:p><w:r><w:t>x</w:r>", PAGE_TEXT_DAMAGED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_keep_their_numbers_when_one_is_empty),
        cmocka_unit_test(what_is_no_text_is_left_out),
        cmocka_unit_test(a_page_in_an_old_encoding_becomes_unicode_and_its_neighbours_stay),
        cmocka_unit_test(what_is_too_much_is_cut_between_characters_and_said),
        cmocka_unit_test(the_words_of_a_word_file_are_those_that_are_seen),
        cmocka_unit_test(a_word_file_that_cannot_be_read_has_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
