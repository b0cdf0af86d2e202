/* Word files by their parts, without a process around them. */
#include "docx/convert.h"
#include "docx/font.h"
#include "docx/numbering.h"

#include "docx_file.h"
#include "test.h"

#include "base/buf.h"

#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""

enum { ARENA = 64 * 1024 * 1024 };

static bool docx_take_none(void *context, const void *bytes, size_t size)
{
    size_t *count = context;
    (void)bytes, (void)size;
    ++*count;
    return true;
}

/* Converts a document of this inside; NULL parts are left out. */
static struct docx convert(struct arena *arena, const char *body, const char *styles, const char *numbering)
{
    struct docx_file file = {.size = 0};
    auto_buf struct buf text = BUF(ARENA / 2);
    size_t pictures = 0;
    struct docx docx;
    const struct docx_sink sink = {&pictures, docx_take_none};
    buf_printf(&text, "<w:document %s><w:body>", W);
    buf_text(&text, body);
    buf_text(&text, "</w:body></w:document>");
    docx_file_add(&file, "_rels/.rels", docx_file_top, strlen(docx_file_top));
    docx_file_add(&file, "word/document.xml", buf_str(&text), text.length);
    docx_file_add(&file, "word/_rels/document.xml.rels", docx_file_beside, strlen(docx_file_beside));
    if (styles)
        docx_file_add(&file, "word/styles.xml", styles, strlen(styles));
    if (numbering)
        docx_file_add(&file, "word/numbering.xml", numbering, strlen(numbering));
    docx_file_end(&file);
    docx_convert((struct span){file.bytes, file.size}, arena, &sink, &docx);
    free(file.bytes);
    return docx;
}

static void test_words(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(ARENA);
    struct docx docx =
        convert(arena, "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>a &lt; b</w:t></w:r></w:p>", NULL, NULL);
    assert_int_equal(docx.fault, DOCX_FINE);
    assert_string_equal(docx.html, "<p><strong>a &lt; b</strong></p>\n");
    assert_string_equal(docx.title, "a < b");
    assert_true(docx.is_title_guessed);
}

static void test_every_prefix_is_refused_or_read(void **state)
{
    struct docx_file file = {.size = 0};
    size_t pictures = 0;
    struct docx docx;
    const struct docx_sink sink = {&pictures, docx_take_none};
    (void)state;
    docx_file_add(&file, "_rels/.rels", docx_file_top, strlen(docx_file_top));
    const char *text = "<w:document " W "><w:body><w:p><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>";
    docx_file_add(&file, "word/document.xml", text, strlen(text));
    docx_file_end(&file);
    for (size_t size = 0; size < file.size; size++) {
        auto_arena struct arena *arena = arena_new(ARENA);
        /* In a block of its own, so that a byte too far is found. */
        unsigned char *copy = malloc(size + !size);
        memcpy(copy, file.bytes, size);
        docx_convert((struct span){copy, size}, arena, &sink, &docx);
        assert_int_not_equal(docx.fault, DOCX_FINE);
        free(copy);
    }
    free(file.bytes);
}

static void test_numbers(void **state)
{
    static const struct {
        enum docx_number_form form;
        int number;
        const char *text;
    } cases[] = {
        {NUMBER_DECIMAL, 0, "0"},
        {NUMBER_DECIMAL_ZERO, 7, "07"},
        {NUMBER_LOWER_LETTER, 1, "a"},
        {NUMBER_LOWER_LETTER, 26, "z"},
        {NUMBER_LOWER_LETTER, 27, "aa"},
        {NUMBER_UPPER_LETTER, 53, "AAA"},
        {NUMBER_LOWER_LETTER, 520, "zzzzzzzzzzzzzzzzzzzz"},
        {NUMBER_LOWER_LETTER, 521, "521"},
        {NUMBER_UPPER_ROMAN, 1994, "MCMXCIV"},
        {NUMBER_LOWER_ROMAN, 4, "iv"},
        {NUMBER_UPPER_ROMAN, 0, "0"},
        {NUMBER_CIRCLED, 20, "⑳"},
        {NUMBER_CIRCLED, 21, "21"},
        {NUMBER_NONE, 5, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_buf struct buf out = BUF(100);
        docx_write_number(&out, cases[i].form, cases[i].number);
        assert_string_equal(buf_str(&out), cases[i].text);
    }
}

static void test_fonts(void **state)
{
    (void)state;
    assert_int_equal(docx_font_of(".VnTime"), FONT_TCVN3);
    assert_int_equal(docx_font_of(".VNArialH"), FONT_TCVN3_CAPITALS);
    assert_int_equal(docx_font_of("VNI-Times"), FONT_VNI);
    assert_int_equal(docx_font_of("Times New Roman"), FONT_PLAIN);
    assert_int_equal(docx_font_of(""), FONT_UNSAID);
    assert_int_equal(docx_symbol(FONT_WINGDINGS, 0xFC), 0x2713);
    assert_int_equal(docx_symbol(FONT_PLAIN, 0xFC), 0);
    assert_true(docx_is_modern("ữ", strlen("ữ")));
    assert_false(docx_is_modern("Quyeát \xC6\x92", strlen("Quyeát \xC6\x92")));
}

static void test_old_words(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(ARENA);
    const char *text;
    size_t size;
    bool is_converted;
    docx_modernize(FONT_TCVN3, "\xC2\xAD", 2, arena, &text, &size, &is_converted);
    assert_true(is_converted);
    assert_memory_equal(text, "ư", size);
    /* As fonts of symbols have it. */
    docx_modernize(FONT_TCVN3_CAPITALS, "\xEF\x82\xB5", 3, arena, &text, &size, &is_converted);
    assert_memory_equal(text, "À", size);
    docx_modernize(FONT_VNI, "abc", 3, arena, &text, &size, &is_converted);
    assert_false(is_converted);
}

static void test_deep_and_odd(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(ARENA);
    /* Ends without beginnings, and elements where they do not belong. */
    struct docx docx =
        convert(arena,
                "<w:fldSimple/><w:r><w:t>x</w:t></w:r><w:tc><w:p/></w:tc><w:tr><w:tc/></w:tr>"
                "<w:p><w:p><w:r><w:t>in</w:t></w:r></w:p><w:tbl><w:tr/></w:tbl></w:p>"
                "<w:txbxContent><w:p/></w:txbxContent><w:p><w:r><w:fldChar w:fldCharType=\"end\"/>"
                "<w:fldChar w:fldCharType=\"separate\"/><w:t>out</w:t></w:r></w:p>",
                NULL, NULL);
    assert_int_equal(docx.fault, DOCX_FINE);
    assert_non_null(strstr(docx.html, "out"));
}

/* A list that counts beyond what a number of ours holds, and styles that lead in a circle. */
static void test_circles(void **state)
{
    static const char styles[] =
        "<w:styles " W "><w:style w:styleId=\"a\"><w:basedOn w:val=\"b\"/><w:name w:val=\"A\"/></w:style>"
        "<w:style w:styleId=\"b\"><w:basedOn w:val=\"a\"/><w:rPr><w:i/></w:rPr></w:style></w:styles>";
    static const char numbering[] =
        "<w:numbering " W
        "><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"999999999\"/>"
        "<w:lvlText w:val=\"(%1%9)\"/></w:lvl></w:abstractNum>"
        "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
    (void)state;
    auto_arena struct arena *arena = arena_new(ARENA);
    struct docx docx =
        convert(arena,
                "<w:p><w:pPr><w:pStyle w:val=\"a\"/><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr>"
                "<w:r><w:t>x</w:t></w:r></w:p>",
                styles, numbering);
    assert_int_equal(docx.fault, DOCX_FINE);
    assert_string_equal(docx.html, "<p>(00) <em>x</em></p>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),     cmocka_unit_test(test_every_prefix_is_refused_or_read),
        cmocka_unit_test(test_numbers),   cmocka_unit_test(test_fonts),
        cmocka_unit_test(test_old_words), cmocka_unit_test(test_deep_and_odd),
        cmocka_unit_test(test_circles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
