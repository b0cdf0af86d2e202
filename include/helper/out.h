/* The process that goes out: what the daemon needs from other machines is fetched by it, and its letters are
 * handed to the office's relay (helper/mail.h), so that the daemon itself can do without a network. It is
 * given orders over a local socket, by the helper of the daemon (helper/helper.h), in the same form, and
 * forks a child for each as the helper does. It holds nothing of the portal: no data folder, no key, no
 * token.
 *
 * Where it may go is its own to say: the rules of an order are put aside for those of its own settings. Only
 * processes of its own user are heard, or, on a socket that was handed over, of those whom the rights of its
 * path let connect; and what they may ask has limits.
 *
 * Thread: a process with but one. */
#ifndef HELPER_OUT_H
#define HELPER_OUT_H

#include "base/err.h"
#include "helper/fetch.h"
#include "helper/mail.h"

#include <stdbool.h>

/* Gives up everything else for good: files but those that resolvers and certificates need, and system calls
 * but those of the work (no_new_privs, Landlock, seccomp). A kernel that lacks one of these means is told in
 * the log. Where mail is set up, the program that sends it may be executed, and nothing else. Errors:
 * INTERNAL, with errno: it has them and refuses. */
enum err out_confine(const struct fetch_rules *rules, const struct mail_rules *mail);

/* Serves orders that come over `listener`, a listening local socket (SOCK_STREAM), until SIGTERM or SIGINT,
 * which the caller has blocked; `is_handed_over` says that somebody else made it. Children under way end with
 * it. Whom something may be told is `posts`; NULL: nobody. Errors: INTERNAL, with errno. */
enum err out_serve(int listener, bool is_handed_over, const struct fetch_rules *rules,
                   const struct fetch_rules *posts, const struct mail_rules *mail);

#endif
