/* Attachments by their bytes. */
#include "media/attachment.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 8192 };

struct file {
    unsigned char bytes[FILE_MAX];
    size_t size;
    size_t directory, entries; /* of a ZIP: where it begins, its count */
    struct {
        char name[40];
        size_t at, size;
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

static void zip_add(struct file *file, const char *name, const char *content)
{
    size_t i = file->entries++;
    snprintf(file->entry[i].name, sizeof file->entry[i].name, "%s", name);
    file->entry[i].at = file->size;
    file->entry[i].size = strlen(content);
    put(file, "PK\3\4\x14\0\0\0\0\0\0\0\0\0\0\0\0\0", 18);
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
        put(file, "PK\1\2\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
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

static void check(const struct file *file, const char *file_name, const char *extension)
{
    struct attachment_facts facts;
    /* A copy of just its size, so that the sanitizer sees one byte too many. */
    unsigned char *copy = malloc(file->size);
    assert_non_null(copy);
    memcpy(copy, file->bytes, file->size);
    enum err err = attachment_measure(copy, file->size, file_name, &facts);
    free(copy);
    assert_int_equal(err, ERR_OK);
    assert_string_equal(facts.extension, extension);
}

static void check_text(const char *text, const char *file_name, const char *extension)
{
    struct file file = {.size = 0};
    put(&file, text, strlen(text));
    check(&file, file_name, extension);
}

static void each_type_is_known_by_its_bytes(void **state)
{
    struct file file = {.size = 0}, docx = {.size = 0}, xlsx = {.size = 0}, odt = {.size = 0},
                ods = {.size = 0}, zip = {.size = 0};
    (void)state;
    check_text("%PDF-1.7\n…", "x.exe", "pdf");
    compound(&file, "WordDocument");
    check(&file, NULL, "doc");
    compound(&file, "Workbook");
    check(&file, NULL, "xls");
    zip_add(&docx, "[Content_Types].xml", "x");
    zip_add(&docx, "word/document.xml", "x");
    zip_end(&docx);
    check(&docx, "a.xlsx", "docx");
    zip_add(&xlsx, "[Content_Types].xml", "x");
    zip_add(&xlsx, "xl/workbook.xml", "x");
    zip_end(&xlsx);
    check(&xlsx, NULL, "xlsx");
    zip_add(&odt, "mimetype", "application/vnd.oasis.opendocument.text");
    zip_end(&odt);
    check(&odt, NULL, "odt");
    zip_add(&ods, "mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    zip_end(&ods);
    check(&ods, NULL, "ods");
    zip_add(&zip, "word/document.xml", "no types beside it");
    zip_end(&zip);
    check(&zip, NULL, "zip");
    check_text("Danh sách, kèm theo\n", "danh-sach.CSV", "csv");
    check_text("Danh sách, kèm theo\n", "danh-sach.html", "txt");
}

static void refuse(const void *bytes, size_t size, enum err wanted)
{
    struct attachment_facts facts;
    assert_int_equal(attachment_measure(bytes, size, "a.txt", &facts), wanted);
}

static void what_is_something_else_is_refused(void **state)
{
    struct file file = {.size = 0};
    (void)state;
    refuse("", 0, ERR_MEDIA_TYPE);
    refuse("a\0b", 3, ERR_MEDIA_TYPE);
    refuse("\x7f"
           "ELF",
           4, ERR_MEDIA_TYPE);
    refuse("MZ\x90\0", 4, ERR_MEDIA_TYPE);
    refuse("\n<script>alert(1)</script>", 26, ERR_MEDIA_TYPE);
    refuse("\xEF\xBB\xBF<!DOCTYPE html>", 18, ERR_MEDIA_TYPE);
    refuse("<svg/>", 6, ERR_MEDIA_TYPE);
    refuse("#!/bin/sh\n", 10, ERR_MEDIA_TYPE);
    refuse("C\xF4ng b\xE1o", 8, ERR_UTF8);
    compound(&file, "PowerPoint Document");
    refuse(file.bytes, file.size, ERR_MEDIA_TYPE);
    refuse(file.bytes, 520, ERR_INPUT);
}

static void a_zip_cut_anywhere_is_damaged_and_never_read_past(void **state)
{
    struct file docx = {.size = 0};
    (void)state;
    zip_add(&docx, "[Content_Types].xml", "x");
    zip_add(&docx, "word/document.xml", "x");
    zip_end(&docx);
    for (size_t size = 4; size < docx.size; size++) {
        struct attachment_facts facts;
        unsigned char *copy = malloc(size);
        assert_non_null(copy);
        memcpy(copy, docx.bytes, size);
        assert_int_equal(attachment_measure(copy, size, NULL, &facts), ERR_INPUT);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_type_is_known_by_its_bytes),
        cmocka_unit_test(what_is_something_else_is_refused),
        cmocka_unit_test(a_zip_cut_anywhere_is_damaged_and_never_read_past),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
