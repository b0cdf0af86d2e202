/* The number of a document as a key: the same however it was typed. 05/2024/QĐ-UBND, 5/2024/qđ-ubnd,
 * 05-2024-QD-UBND, "số 05 / 2024 / QĐ – UBND" and 05/2024/QĐUBND all give "5-2024-qdubnd": letters without
 * marks and joined, numbers without leading zeros, one hyphen between both.
 *
 * Other than text/compound.h, which finds numbers within texts, this takes a text that is known to be one, or
 * what somebody typed who looks for one. Thread: any. */
#ifndef TEXT_DOCUMENT_KEY_H
#define TEXT_DOCUMENT_KEY_H

#include <stdbool.h>
#include <stddef.h>

enum { DOCUMENT_KEY_SIZE = 80, DOCUMENT_GUESSES = 8 };

/* The key of a whole text that is a number. False when it has no letter or digit, or is longer than a key. */
bool document_key(const char *text, char ret_key[static DOCUMENT_KEY_SIZE]);

/* Of what was typed to find something: the keys that its beginnings may have from its first number on, the
 * longest first ("quyết định 05/2024/QĐ-UBND về đất" gives "5-2024-qdubndvedat", …, "5-2024-qdubnd",
 * "5-2024-qd", "5-2024"); none of a number alone. At most DOCUMENT_GUESSES, gives how many. Nothing says that
 * there is such a document. */
size_t document_key_guesses(const char *text, char ret_keys[static DOCUMENT_GUESSES][DOCUMENT_KEY_SIZE]);

#endif
