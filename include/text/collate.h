/* The order of Vietnamese texts: syllable by syllable (ba tháng before bà ngoại), letters a ă â b c d đ e ê
 * …, tones ngang huyền hỏi ngã sắc nặng, numbers by value (Xã 2 before Xã 10); case does not matter. Other
 * scripts come last, by code point. Thread: any. */
#ifndef TEXT_COLLATE_H
#define TEXT_COLLATE_H

#include <stddef.h>

/* Less than 0, 0 or more as the first comes before, beside or behind the second. A total order of keys; texts
 * that differ in case, form or punctuation alone stand beside each other. */
int text_collate(const char *a, size_t a_length, const char *b, size_t b_length);

#endif
