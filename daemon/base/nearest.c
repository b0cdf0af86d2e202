/* How far two names are apart, by the slips of a typist (optimal string alignment). Works on bytes: names are
 * ASCII mostly, and two letters of a Vietnamese word are but a few bytes more. */
#include "base/nearest.h"

#include <string.h>

enum { WORD_MAX = 80, SLIPS_MAX = 3, LETTERS_A_SLIP = 3, BEGINNING_MIN = 3 };

static char nearest_letter(char c)
{
    if (c == '-' || c == ' ')
        return '_';
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int least(int a, int b, int c)
{
    int ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Slips between two words of at most WORD_MAX bytes. Three rows are enough, as an exchange looks two back. */
static int slips(const char *a, size_t m, const char *b, size_t n)
{
    int rows[3][WORD_MAX + 1];
    for (size_t j = 0; j <= n; j++)
        rows[0][j] = (int)j;
    for (size_t i = 1; i <= m; i++) {
        int *row = rows[i % 3];
        const int *above = rows[(i - 1) % 3], *before = rows[(i + 1) % 3];
        row[0] = (int)i;
        for (size_t j = 1; j <= n; j++) {
            char x = nearest_letter(a[i - 1]), y = nearest_letter(b[j - 1]);
            row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == nearest_letter(b[j - 2]) && nearest_letter(a[i - 2]) == y &&
                before[j - 2] + 1 < row[j])
                row[j] = before[j - 2] + 1;
        }
    }
    return rows[m % 3][n];
}

/* Whether the name goes on where the word ends. */
static int is_beginning(const char *word, size_t length, const char *name)
{
    size_t i = 0;
    while (i < length && nearest_letter(word[i]) == nearest_letter(name[i]))
        i++;
    return length >= BEGINNING_MIN && i == length;
}

const char *nearest_name(const char *word, const char *const *names, size_t count)
{
    const char *best = NULL, *begun = NULL;
    size_t length = strlen(word);
    int most = (int)(length / LETTERS_A_SLIP), fewest;
    most = most > SLIPS_MAX ? SLIPS_MAX : most ? most : 1;
    fewest = most + 1;
    for (size_t i = 0; length && length <= WORD_MAX && i < count; i++) {
        size_t size = strlen(names[i]);
        int distance = size <= WORD_MAX ? slips(word, length, names[i], size) : most + 1;
        if (distance < fewest && distance < (int)length) {
            fewest = distance;
            best = names[i];
        }
        if (!begun && is_beginning(word, length, names[i]))
            begun = names[i];
    }
    return best ? best : begun;
}
