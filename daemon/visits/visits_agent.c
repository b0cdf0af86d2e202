#include "visits_agent.h"

#include <sodium.h>
#include <string.h>

/* A place for a text: every word of eight bytes with a factor of its own. Whoever makes texts fall together
 * only makes their own requests a little dearer. */
static size_t agent_place_of(const char *text, size_t length)
{
    uint64_t sum = length, factor = 0x9e3779b97f4a7c15, word;
    for (size_t i = 0; i + sizeof word <= length; i += sizeof word) {
        memcpy(&word, text + i, sizeof word);
        sum += (word ^ word >> 29) * factor;
        factor += 0x3c6ef372fe94f82a;
    }
    if (length >= sizeof word) {
        memcpy(&word, text + length - sizeof word, sizeof word);
        sum += (word ^ word >> 29) * factor;
    }
    return (size_t)((sum ^ sum >> 32) * factor >> 57) % AGENTS_KEPT;
}

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
    if (!length || length > AGENT_TEXT_SIZE) {
        work_out(&agents->other, key, user_agent, length);
        return &agents->other;
    }
    struct agent *agent = &agents->kept[agent_place_of(user_agent, length)];
    if (agent->length == length && memcmp(agent->text, user_agent, length) == 0)
        return agent;
    work_out(agent, key, user_agent, length);
    memcpy(agent->text, user_agent, length);
    agent->length = (uint32_t)length;
    return agent;
}

void agents_forget(struct agents *agents)
{
    sodium_memzero(agents, sizeof *agents);
}
