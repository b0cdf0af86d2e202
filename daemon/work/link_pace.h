/* When a host may be asked again: one request a second, and less where nobody answers. Private to this floor.
 * Thread: one. */
#ifndef WORK_LINK_PACE_H
#define WORK_LINK_PACE_H

#include <stdint.h>

enum { PACE_HOSTS = 256, PACE_HOST_MAX = 253 };

/* Zeroed: nobody was asked yet. */
struct link_pace {
    struct paced_host {
        char name[PACE_HOST_MAX + 1];
        int64_t free_ms; /* monotonic: from then on it may be asked */
    } hosts[PACE_HOSTS];
};

/* The instant from which on it may be asked; 0: at once. */
int64_t link_pace_free_ms(const struct link_pace *pace, const char *host);

/* It may not be asked before this instant. Of more hosts than there is room for, the one that may be asked
 * first is forgotten. */
void link_pace_rest(struct link_pace *pace, const char *host, int64_t until_ms);

#endif
