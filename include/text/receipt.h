/* Codes that people copy by hand: sixteen letters of an alphabet without look-alikes, the last of which
 * checks the others, so that every single wrong letter and every two letters that changed places are found.
 *
 * The alphabet has 31 letters, a prime: with the place (1 to 16) as its weight the sum of a code is 0 modulo
 * 31, and no weight, and no difference of two, is. Thread: any. */
#ifndef TEXT_RECEIPT_H
#define TEXT_RECEIPT_H

#include "base/err.h"

/* "K7QM-2XRT-9BWD-4HFP" with its NUL; how many bytes make one (74 bits of them are told apart). */
enum { RECEIPT_SIZE = 20, RECEIPT_BYTES = 32, RECEIPT_LETTERS = 16 };

/* The code that these bytes make. */
void receipt_write(const unsigned char bytes[RECEIPT_BYTES], char ret_code[RECEIPT_SIZE]);

/* Reads what a person typed: small letters, blanks and hyphens anywhere. `ret_code` is as receipt_write() has
 * it. Errors: INPUT (too few or too many letters, or one that no code has), CONFLICT (a slip: the letters do
 * not fit together). */
enum err receipt_read(const char *text, char ret_code[RECEIPT_SIZE]);

#endif
