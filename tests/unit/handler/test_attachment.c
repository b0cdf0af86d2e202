/* What text is, among what is uploaded. */
#include "media/attachment.h"

#include "test.h"

#include <string.h>

static void text_is_told_from_what_only_looks_like_it(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *name;
        enum err err;
        const char *extension;
    } cases[] = {
        {"Danh sách, kèm theo\n", 22, "danh-sach.CSV", ERR_OK, "csv"},
        {"Danh sách, kèm theo\n", 22, "danh-sach.html", ERR_OK, "txt"},
        {"< 5 \n", 5, NULL, ERR_OK, "txt"},
        {"", 0, NULL, ERR_MEDIA_TYPE, NULL},
        {"a\0b", 3, NULL, ERR_MEDIA_TYPE, NULL},
        {"\x7F"
         "ELF",
         4, NULL, ERR_MEDIA_TYPE, NULL},
        {"\n<script>alert(1)</script>", 26, NULL, ERR_MEDIA_TYPE, NULL},
        {"\xEF\xBB\xBF"
         "<!DOCTYPE html>",
         18, NULL, ERR_MEDIA_TYPE, NULL},
        {"<svg/>", 6, NULL, ERR_MEDIA_TYPE, NULL},
        {"#!/bin/sh\n", 10, NULL, ERR_MEDIA_TYPE, NULL},
        {"C\xF4ng b\xE1o", 8, NULL, ERR_UTF8, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct attachment_facts facts;
        assert_int_equal(attachment_of_text(cases[i].bytes, cases[i].size, cases[i].name, &facts),
                         cases[i].err);
        if (cases[i].extension)
            assert_string_equal(facts.extension, cases[i].extension);
    }
}

static void every_kind_has_a_type_and_an_extension_that_is_known(void **state)
{
    (void)state;
    for (int i = 0; i < DOCUMENT_KINDS; i++) {
        struct attachment_facts facts = attachment_of_document((enum document_kind)i);
        assert_non_null(facts.type);
        assert_true(attachment_knows_extension(facts.extension));
    }
    for (int i = 0; i < RECORDING_KINDS; i++)
        assert_true(attachment_knows_extension(attachment_of_recording((enum recording_kind)i).extension));
    assert_false(attachment_knows_extension("NQ"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_told_from_what_only_looks_like_it),
        cmocka_unit_test(every_kind_has_a_type_and_an_extension_that_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
