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

/* Which two letters begin a word of the list: most places of a User-Agent are passed by one look. The
 * list is short and constant, so the set costs less to make than to keep. */
struct pairs {
    uint64_t bits[16];
};

static unsigned pair_of(const char *text)
{
    return ((unsigned)text[0] & 31) * 32 + ((unsigned)text[1] & 31);
}

static struct pairs make_pairs(void)
{
    struct pairs pairs = {{0}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        pairs.bits[pair_of(words[i].text) / 64] |= UINT64_C(1) << pair_of(words[i].text) % 64;
    return pairs;
}

static bool word_begins(const char *at)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (*at == words[i].text[0] && strncmp(at, words[i].text, words[i].length) == 0)
            return true;
    return false;
}

static bool names_machine(const char *agent, size_t length)
{
    const struct pairs pairs = make_pairs();
    for (size_t i = 0; i + 1 < length; i++) {
        unsigned pair = pair_of(agent + i);
        if (!(pairs.bits[pair / 64] >> pair % 64 & 1) || !word_begins(agent + i))
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
