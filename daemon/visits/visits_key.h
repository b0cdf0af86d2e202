/* Who a visitor is, for one day: a hash that nobody can turn back once the day's key is gone.
 *
 * It is SipHash-2-4-128 (Aumasson, Bernstein 2012), of which the first 64 bits are kept, of: the User-Agent
 * (its first 1024 bytes) filled up with zeros to a multiple of eight; the address, IPv4 whole or IPv6's first
 * 64 bits, filled up to eight; eight bytes that say how long both were. The User-Agent stands first because a
 * few hundred of them serve everybody: its share of the work is done once (visits_agent.h). */
#ifndef VISITS_VISITS_KEY_H
#define VISITS_VISITS_KEY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum { VISITOR_AGENT_MAX = 1024 };

struct visitor_key {
    int32_t day; /* YYYYMMDD */
    unsigned char bytes[16];
};

/* The state of the hash once the User-Agent is in it. As secret as the key, which it gives away. */
struct visitor_agent {
    uint64_t v[4];
    uint64_t length; /* of the User-Agent in bytes, at most VISITOR_AGENT_MAX */
};

/* The key of `day` from DIRECTORY/day.key, so that a restart knows its visitors again; a new random one
 * when the file holds another day's, which is destroyed. The key is good for use even if it could not be
 * saved, which is logged. Needs sodium_init(). */
void visitor_key_load(const char *directory, int32_t day, struct visitor_key *ret_key);

/* Takes in a User-Agent of `length` bytes. */
void visitor_agent_begin(const struct visitor_key *key, const char *user_agent, size_t length,
                         struct visitor_agent *ret_agent);

/* The visitor with that User-Agent at this address; never 0. NULL address: the console. */
uint64_t visitor_hash(const struct visitor_agent *agent, const struct sockaddr *address);

#endif
