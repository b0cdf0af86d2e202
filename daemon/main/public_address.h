/* The address by which the portal's pages and redirects name it. Never what a request says: that is for
 * anybody to choose, and pages are kept for all. Thread: main. */
#ifndef MAIN_PUBLIC_ADDRESS_H
#define MAIN_PUBLIC_ADDRESS_H

#include "base/arena.h"
#include "base/setting.h"

#include <stdbool.h>

/* base_url without a slash at its end; when it is not set, the first address listened on, or "" where that
 * says nothing to others: a wildcard (0.0.0.0, [::]), a port that is not known yet, sockets that systemd
 * hands over while the settings name no address. The setting is sound. Made in the arena, which shows when it
 * could not be. */
const char *public_address(const struct settings *settings, struct arena *arena);

/* Whether a base_url is scheme://host[:port] and perhaps slashes, and nothing more; every address on a page
 * begins with it. Thread: any. */
bool public_address_is_sound(const char *base_url);

/* The port for https, 1 to 65535: that of the first address, if it speaks TLS and its port is known, or 443.
 */
unsigned public_https_port(const struct settings *settings);

/* Logs a warning when somebody will miss base_url. */
void public_address_warn(const struct settings *settings);

#endif
