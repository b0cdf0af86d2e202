/* Reads visits_machine.def as a table and looks for its words in a User-Agent. Robots that say they are
 * browsers are not known here, nor anywhere: counting is by what a client says of itself. */
#include "visits_machine.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* No browser says so little or so much of itself. */
enum { AGENT_LEAST = 10, AGENT_MOST = 1000 };

/* One row of the list. */
struct word {
    const char *text; /* without its "^" */
    size_t length;
    bool is_first; /* only at the beginning of a User-Agent */
    uint8_t kind;
    uint8_t crawler; /* its number, 0 none */
};

/* A "^" at the beginning of a word is taken off here, so that the search compares bytes alone. */
#define WORD(text, kind, crawler)                                                                           \
    {                                                                                                       \
        (text) + ((text)[0] == '^'), sizeof(text) - 1 - ((text)[0] == '^'), (text)[0] == '^', kind, crawler \
    }

static const struct word words[] = {
#define CRAWLER(number, name, word, agent, source) WORD(word, MACHINE_CRAWLER, number),
#define MACHINE(kind, word, agent, source) WORD(word, MACHINE_##kind, 0),
#include "visits_machine.def"
#undef CRAWLER
#undef MACHINE
};

/* Names by the number that the journal bears; gaps are NULL. */
static const char *const crawlers[UINT8_MAX + 1] = {
#define CRAWLER(number, name, word, agent, source) [number] = (name),
#define MACHINE(kind, word, agent, source)
#include "visits_machine.def"
#undef CRAWLER
#undef MACHINE
};

/* As the database and the API spell them; a change would part old counts from new ones. */
static const char *const kinds[MACHINE_KINDS] = {
    [MACHINE_NONE] = "person",       [MACHINE_OTHER] = "other",     [MACHINE_CRAWLER] = "crawler",
    [MACHINE_GATHERER] = "gatherer", [MACHINE_PREVIEW] = "preview", [MACHINE_MONITOR] = "monitor",
    [MACHINE_SCANNER] = "scanner",   [MACHINE_LIBRARY] = "library", [MACHINE_NAMELESS] = "nameless",
    [MACHINE_PREFETCH] = "prefetch", [MACHINE_MERGED] = "merged",
};

/* These letters are no robot: Cubot is a make of telephones. */
static const char telephone[] = "cubot";

/* Browsers of text say no more of themselves than their names. */
static const char *const plain_browsers[] = {"w3m/", "lynx/", "links ", "links/", "elinks"};

static bool is_plain_browser(const char *agent)
{
    for (size_t i = 0; i < sizeof plain_browsers / sizeof *plain_browsers; i++)
        if (strncmp(agent, plain_browsers[i], strlen(plain_browsers[i])) == 0)
            return true;
    return false;
}

/* ASCII, whatever the locale. User-Agents of machines are ASCII. */
static char machine_list_lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

enum { WORDS = sizeof words / sizeof *words, PAIRS = 1024 };

_Static_assert(WORDS < UINT8_MAX, "a number of a word is a byte");

/* The words by the two letters they begin with, so that most places of a User-Agent are passed by one look.
 * The list is short and constant: its index costs less to make than to keep. */
struct index {
    uint8_t first[PAIRS]; /* number of a word plus 1, 0 none; the list's order */
    uint8_t next[WORDS];
};

/* Five bits of each letter. Other pairs may fall into the same place; the words are compared after it. */
static unsigned machine_list_pair_of(const char *text)
{
    return ((unsigned)text[0] & 31) * 32 + ((unsigned)text[1] & 31);
}

static void make_index(struct index *index)
{
    memset(index->first, 0, sizeof index->first);
    /* Backwards, so that each chain is in the order of the list. */
    for (unsigned i = WORDS; i > 0; i--) {
        uint8_t *first = &index->first[machine_list_pair_of(words[i - 1].text)];
        index->next[i - 1] = *first;
        *first = (uint8_t)i;
    }
}

/* Number plus 1 of the first row, before `best`, whose word stands at this place; else `best`. */
static unsigned machine_list_word_at(const struct index *index, const char *agent, size_t at, unsigned best)
{
    /* Rows from `best` on cannot win any more, and the chain is in order. */
    for (unsigned i = index->first[machine_list_pair_of(agent + at)]; i && i < best; i = index->next[i - 1]) {
        const struct word *word = &words[i - 1];
        if (strncmp(agent + at, word->text, word->length) != 0 || (word->is_first && at))
            continue;
        /* "bot" within "cubot" is passed over; a true robot's word elsewhere in the text still counts. */
        if (at >= 2 && strncmp(agent + at - 2, telephone, sizeof telephone - 1) == 0)
            continue;
        return i;
    }
    return best;
}

/* The row that stands first in the list wins, wherever in the text its word is. */
static struct machine first_named(const char *agent, size_t length)
{
    struct index index;
    unsigned best = WORDS + 1;
    make_index(&index);
    for (size_t i = 0; i + 1 < length; i++)
        best = machine_list_word_at(&index, agent, i, best);
    if (best > WORDS)
        return (struct machine){MACHINE_NONE, ""};
    const char *name = crawlers[words[best - 1].crawler];
    return (struct machine){words[best - 1].kind, name ? name : ""};
}

struct machine visitor_classify(const char *user_agent)
{
    static const struct machine nameless = {MACHINE_NAMELESS, ""};
    char agent[AGENT_MOST + 1];
    size_t length = user_agent ? strnlen(user_agent, AGENT_MOST + 1) : 0;
    bool letter = false;
    /* Before copying: the array has room for so many. */
    if (length > AGENT_MOST)
        return nameless;
    for (size_t i = 0; i < length; i++) {
        agent[i] = machine_list_lower(user_agent[i]);
        letter = letter || (agent[i] >= 'a' && agent[i] <= 'z');
        if ((unsigned char)agent[i] < ' ' || agent[i] == 0x7f)
            return nameless;
    }
    agent[length] = '\0';
    struct machine machine = first_named(agent, length);
    /* Behind the list, since some libraries are known by a name shorter than that. */
    bool is_absurd = length < AGENT_LEAST || !letter || strcmp(agent, "mozilla/5.0") == 0;
    return is_absurd && machine.kind == MACHINE_NONE && !is_plain_browser(agent) ? nameless : machine;
}

const char *machine_kind_name(enum machine_kind kind)
{
    return kinds[kind];
}

/* Kind in the low byte, crawler above it. Looked for by name, which is rare: see visits_agent.h. */
uint32_t machine_number(const struct machine *machine)
{
    uint32_t crawler = 0;
    for (uint32_t i = 1; *machine->name && !crawler && i <= UINT8_MAX; i++)
        if (crawlers[i] && strcmp(crawlers[i], machine->name) == 0)
            crawler = i;
    return (uint32_t)machine->kind | crawler << 8;
}

struct machine machine_of_number(uint32_t number)
{
    uint32_t kind = number & UINT8_MAX, crawler = number >> 8;
    /* Of a later version's journal, or of before kinds were told apart. */
    if (kind <= MACHINE_OTHER || kind >= MACHINE_KINDS)
        return (struct machine){MACHINE_OTHER, ""};
    const char *name = crawler <= UINT8_MAX ? crawlers[crawler] : NULL;
    return (struct machine){(enum machine_kind)kind, name ? name : ""};
}
