/* Something told another machine: a webhook's message, a ping to a hub. Judged, resolved, confined and
 * verified as pictures are fetched (helper/fetch.h), one POST and nothing more: a redirect is an answer like
 * any, and nobody follows it. Of the answer only the status is read.
 *
 * Thread: any, several at once. */
#ifndef HELPER_POST_H
#define HELPER_POST_H

#include "helper/probe.h"

enum { POST_ID_MAX = 64, POST_SIGNATURE_MAX = 200, POST_BODY_MAX = 128 * 1024 };

struct post {
    const char *address;   /* http or https */
    const char *agent;     /* of printable ASCII, at most PROBE_AGENT_MAX bytes */
    bool is_form;          /* the body is a form; else JSON */
    const char *id;        /* webhook-id, of letters, digits, '_', '-'; "" : none of the three is said */
    int64_t timestamp;     /* webhook-timestamp, in seconds */
    const char *signature; /* webhook-signature, printable ASCII */
    const char *body;      /* 1 to POST_BODY_MAX bytes */
    size_t size;
    int time_ms;                 /* 1 to FETCH_TIME_MS */
    const atomic_bool *stopping; /* who waits gives up soon after it is set */
};

/* Whether something may be told at an address. */
enum post_address {
    POST_GOOD,
    POST_NO_ADDRESS, /* none that can be read, or with a name or password in it */
    POST_PLAIN,      /* http to what the rules do not name by address and port */
    POST_PRIVATE,    /* an address that is not public, or another port than 80 and 443 of one, which the rules
                        do not name; or a name of this machine's own */
    POST_ADDRESSES
};

/* Judges what is written; where a name leads is judged by who goes there. */
enum post_address post_address_judge(const struct fetch_rules *rules, const char *address);

/* Tells once. What is wrong over there is in ret_probed->fault; its location stays "". Errors: UNAVAILABLE
 * (no helper, nobody goes out, or `stopping`), MEMORY, INTERNAL (a text is none that may be said). */
enum err helper_post(struct helper *helper, const struct fetch_rules *rules, const struct post *post,
                     struct probed *ret_probed);

#endif
