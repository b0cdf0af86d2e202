/* How many pages a PDF says it has. */
#include "document.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static void the_pages_of_a_pdf_are_those_of_its_last_root(void **state)
{
    static const struct {
        const char *text;
        unsigned pages;
    } pdfs[] = {{"1 0 obj<</Type/Pages/Kids[]/Count 14>>endobj", 14},
                {"1 0 obj<</Type/Pages/Count 3/Parent 2 0 R>>endobj 2 0 obj<</Count 9/Type/Pages>>endobj", 9},
                {"1 0 obj<</Type/Pages/Count 2>>endobj\n%%EOF\n1 0 obj<</Type/Pages/Count 5>>endobj", 5},
                {"1 0 obj<</Type/Pages/Count 7 0 R>>endobj", 0},
                {"1 0 obj<</Type/Pages/Count -4>>endobj", 0},
                {"1 0 obj<</Type/Pages/Count 99999999999>>endobj", 0},
                {"1 0 obj<</Type/Catalog/Count 4>>endobj", 0},
                {"1 0 obj<<>>endobj", 0}};
    (void)state;
    for (size_t i = 0; i < sizeof pdfs / sizeof *pdfs; i++) {
        char pdf[200];
        int size = snprintf(pdf, sizeof pdf, "%%PDF-1.4 %s", pdfs[i].text);
        assert_int_equal(inspect(pdf, (size_t)size).pages, pdfs[i].pages);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_pages_of_a_pdf_are_those_of_its_last_root)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
