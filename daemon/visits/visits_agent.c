/* A cache in front of visits_machine.c and visits_key.c, without a lock of its own and without any order
 * of going: a place belongs to the User-Agent that came last. */
#include "visits_agent.h"

#include <sodium.h>
#include <string.h>

/* A place for a text: every word of eight bytes with a factor of its own. Whoever makes texts fall together
 * only makes their own requests a little dearer. */
static size_t agent_place_of(const char *text, size_t length)
{
    /* Multiplying whole words is several times as fast as a hash byte by byte, and this is done for
     * every view. */
    uint64_t sum = length, factor = 0x9e3779b97f4a7c15, word;
    for (size_t i = 0; i + sizeof word <= length; i += sizeof word) {
        memcpy(&word, text + i, sizeof word);
        sum += (word ^ word >> 29) * factor;
        factor += 0x3c6ef372fe94f82a;
    }
    /* The last eight bytes, overlapping; the end of a User-Agent is where browsers differ. */
    if (length >= sizeof word) {
        memcpy(&word, text + length - sizeof word, sizeof word);
        sum += (word ^ word >> 29) * factor;
    }
    return (size_t)((sum ^ sum >> 32) * factor >> 57) % AGENTS_KEPT;
}

/* Who it is, and for people the hash's state; machines are counted without a hash. */
static void work_out(struct agent *agent, const struct visitor_key *key, const char *user_agent,
                     size_t length)
{
    agent->machine = visitor_classify(user_agent);
    agent->number = machine_number(&agent->machine);
    if (agent->machine.kind == MACHINE_NONE)
        visitor_agent_begin(key, user_agent, length, &agent->state);
}

const struct agent *agents_find(struct agents *agents, const struct visitor_key *key, const char *user_agent)
{
    size_t length = user_agent ? strnlen(user_agent, VISITOR_AGENT_MAX) : 0;
    /* Too long to be kept, or nothing to compare; worked out each time. */
    if (!length || length > AGENT_TEXT_SIZE) {
        work_out(&agents->other, key, user_agent, length);
        return &agents->other;
    }
    struct agent *agent = &agents->kept[agent_place_of(user_agent, length)];
    /* The text itself is compared, so two that fall together never count as one. */
    if (agent->length == length && memcmp(agent->text, user_agent, length) == 0)
        return agent;
    work_out(agent, key, user_agent, length);
    /* Behind the working out, so that text and state belong together at any moment. */
    memcpy(agent->text, user_agent, length);
    agent->length = (uint32_t)length;
    return agent;
}

/* sodium_memzero() is not left out by the compiler, as memset() before a release might be. */
void agents_forget(struct agents *agents)
{
    sodium_memzero(agents, sizeof *agents);
}
