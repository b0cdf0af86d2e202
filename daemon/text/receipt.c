/* The letters of receipts, and the one that checks them. */
#include "text/receipt.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

/* Without 0, 1, I, L and O. */
static const char letters[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

enum { ALPHABET = sizeof letters - 1, GROUP = 4 };

static_assert(ALPHABET == 31, "a prime, above every weight");
static_assert(RECEIPT_SIZE == RECEIPT_LETTERS + RECEIPT_LETTERS / GROUP - 1 + 1, "groups and their hyphens");
static_assert(RECEIPT_BYTES >= 2 * (RECEIPT_LETTERS - 1), "two bytes a letter");

/* Letters of groups, with hyphens. */
static void receipt_group(const int values[RECEIPT_LETTERS], char ret_code[RECEIPT_SIZE])
{
    char *at = ret_code;
    for (int i = 0; i < RECEIPT_LETTERS; i++) {
        if (i && i % GROUP == 0)
            *at++ = '-';
        *at++ = letters[values[i]];
    }
    *at = '\0';
}

static int receipt_sum(const int *values, int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++)
        sum += (i + 1) * values[i];
    return sum % ALPHABET;
}

void receipt_write(const unsigned char bytes[RECEIPT_BYTES], char ret_code[RECEIPT_SIZE])
{
    int values[RECEIPT_LETTERS], check = 0;
    /* Of 65,536 values 31 parts differ by a two-thousandth. */
    for (int i = 0; i < RECEIPT_LETTERS - 1; i++)
        values[i] = (bytes[2 * i] << 8 | bytes[2 * i + 1]) % ALPHABET;
    int sum = receipt_sum(values, RECEIPT_LETTERS - 1);
    while ((sum + RECEIPT_LETTERS * check) % ALPHABET)
        check++;
    values[RECEIPT_LETTERS - 1] = check;
    receipt_group(values, ret_code);
}

/* The value of a letter, or -1. */
static int letter_value(char c)
{
    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    const char *found = c ? strchr(letters, c) : NULL;
    return found ? (int)(found - letters) : -1;
}

enum err receipt_read(const char *text, char ret_code[RECEIPT_SIZE])
{
    int values[RECEIPT_LETTERS], count = 0;
    for (const char *at = text; *at; at++) {
        if (strchr(" \t-.", *at))
            continue;
        int value = letter_value(*at);
        if (value < 0 || count == RECEIPT_LETTERS)
            return ERR_INPUT;
        values[count++] = value;
    }
    if (count < RECEIPT_LETTERS)
        return ERR_INPUT;
    if (receipt_sum(values, count))
        return ERR_CONFLICT;
    receipt_group(values, ret_code);
    return ERR_OK;
}
