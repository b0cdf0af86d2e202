#include "text/receipt.h"

#include "test.h"

#include <string.h>

static const char alphabet[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/* A code of bytes that a number makes. */
static void code_of(unsigned number, char code[RECEIPT_SIZE])
{
    unsigned char bytes[RECEIPT_BYTES];
    for (size_t i = 0; i < sizeof bytes; i++) {
        number = number * 1103515245U + 12345U;
        bytes[i] = (unsigned char)(number >> 16);
    }
    receipt_write(bytes, code);
}

static void a_code_reads_back_however_it_is_typed(void **state)
{
    char code[RECEIPT_SIZE], read[RECEIPT_SIZE], typed[64];
    (void)state;
    for (unsigned n = 0; n < 500; n++) {
        size_t length = 0;
        code_of(n, code);
        assert_int_equal(strlen(code), RECEIPT_SIZE - 1);
        assert_int_equal(receipt_read(code, read), ERR_OK);
        assert_string_equal(read, code);
        for (const char *at = code; *at; at++) {
            typed[length++] = (char)(*at == '-' ? ' ' : *at >= 'A' ? *at - 'A' + 'a' : *at);
            if (n % 3 == 0)
                typed[length++] = ' ';
        }
        typed[length] = '\0';
        assert_int_equal(receipt_read(typed, read), ERR_OK);
        assert_string_equal(read, code);
    }
}

/* Every letter of a thousand codes exchanged for each of the thirty others. */
static void each_wrong_letter_is_found(void **state)
{
    char code[RECEIPT_SIZE], read[RECEIPT_SIZE];
    (void)state;
    for (unsigned n = 0; n < 1000; n++) {
        code_of(n, code);
        for (size_t i = 0; code[i]; i++) {
            char right = code[i];
            for (const char *wrong = alphabet; right != '-' && *wrong; wrong++) {
                code[i] = *wrong;
                assert_int_equal(receipt_read(code, read), *wrong == right ? ERR_OK : ERR_CONFLICT);
            }
            code[i] = right;
        }
    }
}

static void each_two_neighbours_that_changed_places_are_found(void **state)
{
    char code[RECEIPT_SIZE], read[RECEIPT_SIZE];
    (void)state;
    for (unsigned n = 0; n < 5000; n++) {
        code_of(n, code);
        for (size_t i = 0; code[i + 1]; i++) {
            /* Across a hyphen too. */
            size_t next = code[i + 1] == '-' ? i + 2 : i + 1;
            if (code[i] == '-' || code[i] == code[next])
                continue;
            char letter = code[i];
            code[i] = code[next];
            code[next] = letter;
            assert_int_equal(receipt_read(code, read), ERR_CONFLICT);
            code[next] = code[i];
            code[i] = letter;
        }
    }
}

static void what_is_no_code_is_none(void **state)
{
    static const char *const texts[] = {"",
                                        "K7QM",
                                        "K7QM-2XRT-9BWD-4HF",
                                        "K7QM-2XRT-9BWD-4HFPP",
                                        "0000-0000-0000-0000",
                                        "OOOO-IIII-LLLL-1111",
                                        "K7QM_2XRT_9BWD_4HFP",
                                        "K7QM\n2XRT-9BWD-4HFP",
                                        "Đ7QM-2XRT-9BWD-4HFP",
                                        "' OR 1=1 --"};
    char read[RECEIPT_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(receipt_read(texts[i], read), ERR_INPUT);
}

/* The letters of many codes are spread evenly, so that none can be guessed by its likelier ones. */
static void codes_are_spread_evenly(void **state)
{
    enum { CODES = 20000 };
    static int counts[128];
    char code[RECEIPT_SIZE];
    (void)state;
    for (unsigned n = 0; n < CODES; n++) {
        code_of(n * 2654435761U, code);
        for (size_t i = 0; code[i]; i++)
            counts[(unsigned char)code[i]]++;
    }
    for (const char *letter = alphabet; *letter; letter++) {
        int expected = CODES * RECEIPT_LETTERS / 31, count = counts[(unsigned char)*letter];
        assert_true(count > expected * 95 / 100 && count < expected * 105 / 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_reads_back_however_it_is_typed),
        cmocka_unit_test(each_wrong_letter_is_found),
        cmocka_unit_test(each_two_neighbours_that_changed_places_are_found),
        cmocka_unit_test(what_is_no_code_is_none),
        cmocka_unit_test(codes_are_spread_evenly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
