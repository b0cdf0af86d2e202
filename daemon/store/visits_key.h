/* Who a visitor is, for one day: a hash that nobody can turn back once the day's key is gone. */
#ifndef STORE_VISITS_KEY_H
#define STORE_VISITS_KEY_H

#include <stdint.h>
#include <sys/socket.h>

struct visitor_key {
    int32_t day; /* YYYYMMDD */
    unsigned char bytes[16];
};

/* The key of `day` from DIRECTORY/day.key, so that a restart knows its visitors again; a new random one
 * when the file holds another day's, which is destroyed. The key is good for use even if it could not be
 * saved, which is logged. Needs sodium_init(). */
void visitor_key_load(const char *directory, int32_t day, struct visitor_key *ret_key);

/* SipHash-2-4-128 (crypto_shorthash_siphashx24) of the address (IPv4 whole, IPv6 its first 64 bits) and
 * the User-Agent; the first 64 bits of it, never 0. NULL address: the console. */
uint64_t visitor_hash(const struct visitor_key *key, const struct sockaddr *address, const char *user_agent);

#endif
