/* Documents and archives by their bytes. */
#include "document.h"

#include "tags.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { FILE_MAX = 8192 };

struct file {
    unsigned char bytes[FILE_MAX];
    size_t size;
    size_t directory, entries; /* of a ZIP: where it begins, its count */
    struct {
        char name[40];
        size_t at, size;
        unsigned crc;
    } entry[8];
};

static void put(struct file *file, const void *bytes, size_t size)
{
    assert_true(file->size + size <= FILE_MAX);
    memcpy(file->bytes + file->size, bytes, size);
    file->size += size;
}

static void put_number(struct file *file, unsigned value, int bytes)
{
    for (; bytes--; value >>= 8)
        put(file, &(unsigned char){(unsigned char)value}, 1);
}

static unsigned zip_crc(const char *content)
{
    return (unsigned)crc32(0, (const unsigned char *)content, (unsigned)strlen(content));
}

static void zip_add(struct file *file, const char *name, const char *content)
{
    size_t i = file->entries++;
    snprintf(file->entry[i].name, sizeof file->entry[i].name, "%s", name);
    file->entry[i].at = file->size;
    file->entry[i].size = strlen(content);
    file->entry[i].crc = zip_crc(content);
    put(file, "PK\3\4\x14\0\0\0\0\0\0\0\0\0", 14);
    put_number(file, zip_crc(content), 4);
    put_number(file, (unsigned)strlen(content), 4);
    put_number(file, (unsigned)strlen(content), 4);
    put_number(file, (unsigned)strlen(name), 2);
    put_number(file, 0, 2);
    put(file, name, strlen(name));
    put(file, content, strlen(content));
}

static void zip_end(struct file *file)
{
    size_t directory = file->size;
    for (size_t i = 0; i < file->entries; i++) {
        put(file, "PK\1\2\x14\0\x14\0\0\0\0\0\0\0\0\0", 16);
        put_number(file, file->entry[i].crc, 4);
        put_number(file, (unsigned)file->entry[i].size, 4);
        put_number(file, (unsigned)file->entry[i].size, 4);
        put_number(file, (unsigned)strlen(file->entry[i].name), 2);
        put(file, "\0\0\0\0\0\0\0\0\0\0\0\0", 12);
        put_number(file, (unsigned)file->entry[i].at, 4);
        put(file, file->entry[i].name, strlen(file->entry[i].name));
    }
    size_t size = file->size - directory;
    put(file, "PK\5\6\0\0\0\0", 8);
    put_number(file, (unsigned)file->entries, 2);
    put_number(file, (unsigned)file->entries, 2);
    put_number(file, (unsigned)size, 4);
    put_number(file, (unsigned)directory, 4);
    put_number(file, 0, 2);
}

static void compound(struct file *file, const char *name)
{
    memset(file->bytes, 0, 1024);
    memcpy(file->bytes, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    for (size_t i = 0; i < strlen(name); i++)
        file->bytes[640 + 2 * i] = (unsigned char)name[i];
    file->bytes[640 + 64] = (unsigned char)(2 * (strlen(name) + 1));
    file->size = 1024;
}

static struct document_facts inspect(const void *bytes, size_t size)
{
    struct document_facts facts;
    /* A copy of just its size, so that the sanitizer sees one byte too many. */
    unsigned char *copy = malloc(size + !size);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    assert_true(document_inspect((struct span){copy, size}, &facts));
    free(copy);
    return facts;
}

static void check(const struct file *file, enum document_kind kind)
{
    struct document_facts facts = inspect(file->bytes, file->size);
    assert_int_equal(facts.fault, DOCUMENT_FINE);
    assert_int_equal(facts.kind, kind);
}

static void refuse(const struct file *file, enum document_fault fault)
{
    assert_int_equal(inspect(file->bytes, file->size).fault, fault);
}

static void each_kind_is_known_by_its_bytes(void **state)
{
    static const struct {
        const char *names[3];
        const char *contents[3];
        enum document_kind kind;
    } zips[] = {
        {{"[Content_Types].xml", "word/document.xml"}, {"x", "x"}, DOCUMENT_DOCX},
        {{"xl/workbook.xml", "[Content_Types].xml"}, {"x", "x"}, DOCUMENT_XLSX},
        {{"ppt\\presentation.xml", "[Content_Types].xml"}, {"x", "x"}, DOCUMENT_PPTX},
        {{"word/a.xml", "[Content_Types].xml"},
         {"x", "<Override ContentType='application/…spreadsheetml.sheet.main+xml'/>"},
         DOCUMENT_XLSX},
        {{"mimetype"}, {"application/vnd.oasis.opendocument.text"}, DOCUMENT_ODT},
        {{"a", "mimetype"}, {"", "application/vnd.oasis.opendocument.spreadsheet\n"}, DOCUMENT_ODS},
        {{"mimetype"}, {"application/vnd.oasis.opendocument.presentation"}, DOCUMENT_ODP},
        {{"word/document.xml"}, {"no types beside it"}, DOCUMENT_ZIP},
    };
    struct file file = {.size = 0};
    (void)state;
    for (size_t i = 0; i < sizeof zips / sizeof *zips; i++) {
        struct file zip = {.size = 0};
        for (size_t j = 0; j < 3 && zips[i].names[j]; j++)
            zip_add(&zip, zips[i].names[j], zips[i].contents[j]);
        zip_end(&zip);
        check(&zip, zips[i].kind);
    }
    put(&file, "%PDF-1.7\n", 9);
    check(&file, DOCUMENT_PDF);
    /* Damaged ones, of which the directory's entries alone are left. */
    compound(&file, "WordDocument");
    check(&file, DOCUMENT_DOC);
    compound(&file, "Workbook");
    check(&file, DOCUMENT_XLS);
    compound(&file, "PowerPoint Document");
    check(&file, DOCUMENT_PPT);
}

static void the_author_of_a_pdf_is_read_however_it_is_written(void **state)
{
    static const struct {
        const char *written, *read;
    } names[] = {{"(Lan \\(v\\))", "Lan (v)"},
                 {"(\\376\\377\\000T\\036\\245)", "T\xE1\xBA\xA5"},
                 {"<FEFF00541EA5>", "T\xE1\xBA\xA5"},
                 {" (\xFE\xFF\x01\x10)", "\xC4\x90"},
                 {"( )", ""},
                 {"(Lan", "Lan"}};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char pdf[100];
        int size = snprintf(pdf, sizeof pdf, "%%PDF-1.4 /Author%s", names[i].written);
        struct document_facts facts = inspect(pdf, (size_t)size);
        assert_string_equal(facts.author, names[i].read);
        assert_int_equal(facts.hidden[HIDDEN_AUTHORS], *names[i].read != 0);
    }
}

/* A deflated stream with this in its dictionary. */
static void put_stream(struct file *file, const char *about, const char *content, size_t cut)
{
    unsigned char packed[1024];
    uLongf size = sizeof packed;
    char head[200];
    assert_int_equal(compress(packed, &size, (const unsigned char *)content, strlen(content)), Z_OK);
    size -= cut;
    int length = snprintf(head, sizeof head, "7 0 obj\n<</Filter/FlateDecode/Length %lu%s>>\nstream\r\n",
                          (unsigned long)size, about);
    put(file, head, (size_t)length);
    put(file, packed, size);
    put(file, "\nendstream\nendobj\n", 18);
}

/* What a PDF may hide, as its objects are written, and how much of each kind that is. */
static const struct {
    const char *object;
    enum document_hidden kind;
    unsigned count;
} pdf_objects[] = {
    {"<</Author(Lan)>>", HIDDEN_AUTHORS, 1},
    {"<</Title(x)/Author <FEFF00541EA5>>>", HIDDEN_AUTHORS, 1},
    {"<</Type/Annot/Subtype/Text/Contents(x)>>", HIDDEN_COMMENTS, 1},
    {"<</Type /Annot /Subtype /Highlight /Contents (A \\) note (in) brackets) /T (Lan)>>", HIDDEN_COMMENTS,
     1},
    {"<</Subtype/Highlight/Contents 5 0 R>>", HIDDEN_COMMENTS, 1},
    {"<</Subtype/Highlight/Contents()>>", HIDDEN_COMMENTS, 0},
    {"<</Subtype/Highlight/Contents<FEFF>>>", HIDDEN_COMMENTS, 0},
    {"<</Subtype/Link/Contents(where it leads)>>", HIDDEN_COMMENTS, 0},
    {"<</Annots[<</Subtype/Text>><</Subtype/Text>>]>>", HIDDEN_COMMENTS, 2},
    {"<</Contents(/Subtype /Text)/Subtype/FreeText>>", HIDDEN_COMMENTS, 0},
    {"% /Subtype/Text\n<<>>", HIDDEN_COMMENTS, 0},
    {"<</FT/Tx/F 2/V(secret)>>", HIDDEN_TEXT, 1},
    {"<</FT/Tx/F 32/V 8 0 R>>", HIDDEN_TEXT, 1},
    {"<</FT/Tx/F 4/V(to be seen)>>", HIDDEN_TEXT, 0},
    {"<</FT/Tx/F 6/V()>>", HIDDEN_TEXT, 0},
    {"<</Type/Filespec/F(a.xlsx)/EF<</F 9 0 R>>>>", HIDDEN_FILES, 1},
    {"<</Type/Filespec/F(a.xlsx)>>", HIDDEN_FILES, 0},
    {"<</S/JavaScript/JS(app.alert\\(1\\))>>", HIDDEN_SCRIPTS, 1},
    {"<</S/JavaScript/JS 4 0 R>>", HIDDEN_SCRIPTS, 1},
    {"<</S/URI/URI(http://x.vn)>>", HIDDEN_SCRIPTS, 0},
};

static void what_a_pdf_hides_is_counted_packed_or_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pdf_objects / sizeof *pdf_objects; i++)
        for (int how = 0; how < 4; how++) {
            struct file file = {.size = 0};
            char objects[300];
            put(&file, "%PDF-1.5\n", 9);
            snprintf(objects, sizeof objects, "1 0 2 12 %s\n<</Nothing true>>", pdf_objects[i].object);
            if (how == 0) {
                snprintf(objects, sizeof objects, "1 0 obj\n%s\nendobj\n", pdf_objects[i].object);
                put(&file, objects, strlen(objects));
            } else {
                /* As most write it, as an array, and with more behind that is cut off. */
                static const char *const abouts[] = {"/Type/ObjStm/N 2/First 9",
                                                     "/Type /ObjStm /Filter [/FlateDecode]", "/Type/ObjStm"};
                char whole[900];
                int length = snprintf(whole, sizeof whole, "%s", objects);
                for (int j = 0; how == 3 && j < 200; j++)
                    length += snprintf(whole + length, sizeof whole - (size_t)length, "%d ", j * 7919 % 991);
                put_stream(&file, abouts[how - 1], whole, how == 3 ? 40 : 0);
            }
            struct document_facts facts = inspect(file.bytes, file.size);
            assert_int_equal(facts.fault, DOCUMENT_FINE);
            if (facts.hidden[pdf_objects[i].kind] != pdf_objects[i].count)
                fail_msg("%s, %d: %u", pdf_objects[i].object, how, facts.hidden[pdf_objects[i].kind]);
        }
}

static void whoever_the_xmp_of_a_pdf_names_is_counted_once(void **state)
{
    static const char xmp[] =
        "<x:xmpmeta><rdf:Description><dc:creator><rdf:Seq><rdf:li>Lan</rdf:li><rdf:li>Nam"
        "</rdf:li></rdf:Seq></dc:creator><dc:subject><rdf:Bag><rdf:li>x</rdf:li></rdf:Bag>"
        "</dc:subject></rdf:Description></x:xmpmeta>";
    (void)state;
    for (int is_packed = 0; is_packed <= 1; is_packed++) {
        struct file file = {.size = 0};
        put(&file, "%PDF-1.5\n1 0 obj<</Author(Lan)>>endobj\n", 39);
        if (is_packed)
            put_stream(&file, "/Type/Metadata/Subtype/XML", xmp, 0);
        else {
            put(&file, "2 0 obj<</Type/Metadata/Length 9999>>stream\n", 44);
            put(&file, xmp, sizeof xmp - 1);
            put(&file, "\nendstream endobj", 17);
        }
        struct document_facts facts = inspect(file.bytes, file.size);
        assert_int_equal(facts.hidden[HIDDEN_AUTHORS], 2);
        assert_string_equal(facts.author, "Lan");
    }
}

static void what_is_packed_into_a_pdf_has_its_limits(void **state)
{
    enum { SIZE = 8 << 20 };
    struct file file = {.size = 0};
    unsigned char packed[64 * 1024];
    uLongf size = sizeof packed;
    unsigned char *zeros = calloc(1, SIZE);
    (void)state;
    assert_non_null(zeros);
    assert_int_equal(compress(packed, &size, zeros, SIZE), Z_OK);
    free(zeros);
    /* As content it is nobody's business, and as objects it is a bomb. */
    for (int is_objects = 0; is_objects <= 1; is_objects++) {
        unsigned char *bytes = malloc(size + 200);
        assert_non_null(bytes);
        int head = snprintf((char *)bytes, 100, "%%PDF-1.5\n1 0 obj<</Type/%s/Filter/FlateDecode>>stream\n",
                            is_objects ? "ObjStm" : "XObject");
        memcpy(bytes + head, packed, size);
        memcpy(bytes + head + size, "\nendstream", 10);
        assert_int_equal(inspect(bytes, (size_t)head + size + 10).fault,
                         is_objects ? DOCUMENT_EXPANDS : DOCUMENT_FINE);
        free(bytes);
    }
    /* Dictionaries as deep as nobody writes them. */
    put(&file, "%PDF-1.5\n", 9);
    for (int i = 0; i < 2000; i++)
        put(&file, "<<[", 3);
    put(&file, "/Author(Lan)", 12);
    assert_int_equal(inspect(file.bytes, file.size).fault, DOCUMENT_FINE);
}

static void what_is_no_document_is_refused(void **state)
{
    struct file file = {.size = 0}, jar = {.size = 0};
    (void)state;
    assert_false(document_begins("", 0));
    assert_false(document_begins("MZ\x90\0", 4));
    compound(&file, "VisioDocument");
    refuse(&file, DOCUMENT_DAMAGED);
    zip_add(&jar, "META-INF/MANIFEST.MF", "x");
    zip_end(&jar);
    refuse(&jar, DOCUMENT_UNKNOWN);
}

static void a_zip_cut_anywhere_is_damaged_and_never_read_past(void **state)
{
    struct file docx = {.size = 0};
    (void)state;
    zip_add(&docx, "[Content_Types].xml", "x");
    zip_add(&docx, "word/document.xml", "x");
    zip_end(&docx);
    for (size_t size = 4; size < docx.size; size++)
        assert_int_equal(inspect(docx.bytes, size).fault, DOCUMENT_DAMAGED);
}

static void what_was_changed_anywhere_is_never_read_past(void **state)
{
    struct file docx = {.size = 0}, doc = {.size = 0}, pdf = {.size = 0};
    (void)state;
    put(&pdf, "%PDF-1.5\n1 0 obj<</A[(x\\)(y))<41>]/B<</F 2/V(z)>>>>endobj\n", 57);
    put_stream(&pdf, "/Type/ObjStm", "1 0 <</Subtype/Text/Contents(ab)>>", 0);
    for (size_t i = 8; i < pdf.size; i++) {
        inspect(pdf.bytes, i);
        for (int bit = 0; bit < 8; bit++) {
            pdf.bytes[i] ^= (unsigned char)(1 << bit);
            inspect(pdf.bytes, pdf.size);
            pdf.bytes[i] ^= (unsigned char)(1 << bit);
        }
    }
    zip_add(&docx, "[Content_Types].xml", "<Override ContentType='wordprocessingml.document.main+xml'/>");
    zip_add(&docx, "word/comments.xml", "<w:comment/>");
    zip_end(&docx);
    compound(&doc, "WordDocument");
    for (size_t i = 4; i < docx.size; i++)
        for (int bit = 0; bit < 8; bit++) {
            docx.bytes[i] ^= (unsigned char)(1 << bit);
            inspect(docx.bytes, docx.size);
            docx.bytes[i] ^= (unsigned char)(1 << bit);
        }
    for (size_t i = 8; i < doc.size; i++)
        for (int bit = 0; bit < 8; bit++) {
            doc.bytes[i] ^= (unsigned char)(1 << bit);
            inspect(doc.bytes, doc.size);
            doc.bytes[i] ^= (unsigned char)(1 << bit);
        }
}

static void heard(void *context, const char *tag, const char *before)
{
    char *out = context, value[8];
    snprintf(out + strlen(out), 200 - strlen(out), "[%s]%s%s%s", before,
             element_is(tag, "comment") ? "c" : "",
             tag_attribute(tag, "state", value, sizeof value) ? "=" : "",
             tag_attribute(tag, "state", value, sizeof value) ? value : "");
}

static void tags_are_heard_in_whatever_pieces_they_come(void **state)
{
    static const char text[] =
        "một<w:comment w:id='>' x:state = \"hidden\"/>hai<comments\tb='1' state='a'>ba</w:comment><comment>";
    (void)state;
    for (size_t size = 1; size < sizeof text; size++) {
        char out[200] = "";
        struct tags tags = {.heard = heard, .context = out};
        for (size_t at = 0; at < sizeof text - 1; at += size) {
            size_t rest = sizeof text - 1 - at;
            tags_feed(&tags, (struct span){(const unsigned char *)text + at, rest < size ? rest : size});
        }
        assert_string_equal(out, "[một]c=hidden[hai]=a[ba][]c");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_known_by_its_bytes),
        cmocka_unit_test(the_author_of_a_pdf_is_read_however_it_is_written),
        cmocka_unit_test(what_a_pdf_hides_is_counted_packed_or_not),
        cmocka_unit_test(whoever_the_xmp_of_a_pdf_names_is_counted_once),
        cmocka_unit_test(what_is_packed_into_a_pdf_has_its_limits),
        cmocka_unit_test(what_is_no_document_is_refused),
        cmocka_unit_test(a_zip_cut_anywhere_is_damaged_and_never_read_past),
        cmocka_unit_test(what_was_changed_anywhere_is_never_read_past),
        cmocka_unit_test(tags_are_heard_in_whatever_pieces_they_come),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
