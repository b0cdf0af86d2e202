#include "store/visits.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* No browser says so little or so much of itself. */
enum { AGENT_LEAST = 10, AGENT_MOST = 1000 };

struct word {
    const char *text;
    size_t length;
};

static const struct word words[] = {
#define MACHINE(text) {text, sizeof(text) - 1},
#include "visits_machine.def"
#undef MACHINE
};

/* These letters are no robot: Cubot is a make of telephones. */
static const char telephone[] = "cubot";

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

enum { WORDS = sizeof words / sizeof *words, PAIRS = 1024 };

_Static_assert(WORDS < UINT8_MAX, "a number of a word is a byte");

/* The words by the two letters they begin with, so that most places of a User-Agent are passed by one look.
 * The list is short and constant: its index costs less to make than to keep. */
struct index {
    uint8_t first[PAIRS]; /* number of a word plus 1, 0 none */
    uint8_t next[WORDS];
};

static unsigned pair_of(const char *text)
{
    return ((unsigned)text[0] & 31) * 32 + ((unsigned)text[1] & 31);
}

static void make_index(struct index *index)
{
    memset(index->first, 0, sizeof index->first);
    for (unsigned i = 0; i < WORDS; i++) {
        uint8_t *first = &index->first[pair_of(words[i].text)];
        index->next[i] = *first;
        *first = (uint8_t)(i + 1);
    }
}

static bool word_begins(const struct index *index, const char *at)
{
    for (unsigned i = index->first[pair_of(at)]; i; i = index->next[i - 1])
        if (memcmp(at, words[i - 1].text, 2) == 0 && strncmp(at, words[i - 1].text, words[i - 1].length) == 0)
            return true;
    return false;
}

static bool names_machine(const char *agent, size_t length)
{
    struct index index;
    make_index(&index);
    for (size_t i = 0; i + 1 < length; i++) {
        if (!word_begins(&index, agent + i))
            continue;
        if (i < 2 || strncmp(agent + i - 2, telephone, sizeof telephone - 1) != 0)
            return true;
    }
    return false;
}

enum visitor visitor_classify(const char *user_agent)
{
    char agent[AGENT_MOST + 1];
    size_t length = user_agent ? strnlen(user_agent, AGENT_MOST + 1) : 0;
    bool letter = false;
    if (length < AGENT_LEAST || length > AGENT_MOST)
        return VISITOR_MACHINE;
    for (size_t i = 0; i < length; i++) {
        agent[i] = lower(user_agent[i]);
        letter = letter || (agent[i] >= 'a' && agent[i] <= 'z');
        if ((unsigned char)agent[i] < ' ' || agent[i] == 0x7f)
            return VISITOR_MACHINE;
    }
    agent[length] = '\0';
    if (strcmp(agent, "mozilla/5.0") == 0)
        return VISITOR_MACHINE;
    return letter && !names_machine(agent, length) ? VISITOR_PERSON : VISITOR_MACHINE;
}
