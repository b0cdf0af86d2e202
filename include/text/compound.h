/* What several words say together, as one key of the index: numbers grouped by thousands, dates, and the
 * numbers of documents. Thread: any. */
#ifndef TEXT_COMPOUND_H
#define TEXT_COMPOUND_H

#include "text/word.h"

enum { COMPOUND_KEY_SIZE = 64 };

/* Reads a compound whose first word is `first`, found in the text by word_next(): 10.029 gives "10029";
 * 9/10/2023, 09-10-2023, 9.10.2023 and "ngày 9 tháng 10 năm 2023" give "d20231009". *ret_end is the byte
 * behind it. False when there is none. */
bool compound_at(const char *text, size_t length, const struct word *first, char ret_key[COMPOUND_KEY_SIZE],
                 size_t *ret_end);

/* Reads two words of letters joined by a hyphen, the first of which is `first`: vắc-xin gives "vacxin", Wi-Fi
 * "wifi". *ret_end is the byte behind them. False when there are none. */
bool hyphenated_at(const char *text, size_t length, const struct word *first, char ret_key[COMPOUND_KEY_SIZE],
                   size_t *ret_end);

/* Reads the number of a document whose first word is `first`, such as 120-KH/HU, 08/2023/NĐ-CP, 1234/QĐ-UBND
 * (the forms of Decree 30/2020/NĐ-CP on records). The key is folded, its parts without leading zeros and
 * joined with
 * "/": "120/kh/hu", "8/2023/nd/cp". `ret_whole`, if not NULL, says whether it names an issuer; "08/2023"
 * alone does not, and is the beginning of a key. False when there is none. */
bool reference_at(const char *text, size_t length, const struct word *first, char ret_key[COMPOUND_KEY_SIZE],
                  size_t *ret_end, bool *ret_whole);

/* Of a query: the keys that the number of a document may have when spaces, hyphens or nothing stand where its
 * slashes are ("45 QĐ UBND", "45QĐ-UBND", "123-2023-NĐ-CP"), the shorter ones first; at most `most`, gives
 * how many. Nothing says that there is such a document. */
size_t reference_guesses(const char *text, size_t length, const struct word *first,
                         char ret_keys[][COMPOUND_KEY_SIZE], size_t most);

#endif
