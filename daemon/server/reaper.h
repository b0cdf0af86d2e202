/* The reaper: ends connections that hold a slot and do nothing for it. It shuts the socket down; the worker
 * that serves it then closes it.
 *
 *   a head that is not whole, or a handshake   10 s
 *   a body or an answer                        under 1 KiB/s over any 10 s
 *   the handler                                60 s
 *   between requests                           15 s, 5 s when four of five slots are taken; they begin when
 *                                              the client has taken the last answer
 *   any of these but the handler               `silence_ms` in which nothing moves
 *
 * What the client has sent and nobody has read yet is never its fault. */
#ifndef SERVER_REAPER_H
#define SERVER_REAPER_H

#include <stdbool.h>
#include <stdint.h>

/* Looks at every connection once; to be called every half second. Thread: any, one at a time. */
void reaper_run(int64_t now_ms, bool is_crowded, int64_t silence_ms);

/* Lets those end that have nothing under way, at the stop; one that was opened less than two seconds ago may
 * still bring its first request. `now_ms` is monotonic. Thread: any. */
void reaper_finish_idle(int64_t now_ms);

#endif
