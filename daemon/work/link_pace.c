/* A small table of hosts; who was asked more than a moment ago need not be in it. */
#include "link_pace.h"

#include <stdio.h>
#include <string.h>

int64_t link_pace_free_ms(const struct link_pace *pace, const char *host)
{
    for (int i = 0; i < PACE_HOSTS; i++)
        if (strcmp(pace->hosts[i].name, host) == 0)
            return pace->hosts[i].free_ms;
    return 0;
}

void link_pace_rest(struct link_pace *pace, const char *host, int64_t until_ms)
{
    struct paced_host *place = &pace->hosts[0];
    for (int i = 0; i < PACE_HOSTS; i++) {
        struct paced_host *one = &pace->hosts[i];
        if (strcmp(one->name, host) == 0) {
            place = one;
            break;
        }
        if (one->free_ms < place->free_ms)
            place = one;
    }
    snprintf(place->name, sizeof place->name, "%s", host);
    place->free_ms = until_ms;
}
