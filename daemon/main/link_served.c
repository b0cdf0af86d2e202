/* A match in the route table says that something may be there, not that it is: of things with slugs the store
 * knows that. */
#include "link_served.h"

#include "helper/probe.h"
#include "route/route.h"

#include <string.h>

enum { ARENA_SIZE = 64 * 1024 };

bool link_is_served(const char *path)
{
    auto_arena struct arena *arena = arena_new(ARENA_SIZE);
    const char *args[ROUTE_ARGS_MAX], *allow;
    const struct route *route;
    return !arena || !route_match(METHOD_GET, path, arena, args, &route, &allow);
}

const char *link_agent(struct arena *arena, const char *base_url)
{
    for (const char *p = base_url; *p; p++)
        if (*p <= ' ' || *p > '~')
            return "congd/" CONG_VERSION;
    const char *agent = arena_printf(arena, "congd/" CONG_VERSION " (+%s)", base_url);
    return *base_url && strlen(agent) <= PROBE_AGENT_MAX ? agent : "congd/" CONG_VERSION;
}
