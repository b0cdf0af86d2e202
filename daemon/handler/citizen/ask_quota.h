/* How much one block of addresses may send in a day, beside what the token buckets let pass in a minute: so
 * that nobody fills the day's measure of all. A table of fixed size in memory, lost at a restart; where it is
 * full, who sent longest ago is forgotten. Thread: any. */
#ifndef HANDLER_ASK_QUOTA_H
#define HANDLER_ASK_QUOTA_H

#include <stdbool.h>
#include <stdint.h>

/* Questions and comments: well below what staff see at once in a day (questions_daily), so that no one
 * address fills it. News by mail: each has a letter sent to whoever is named. */
enum { ASKS_A_DAY = 5, DIGEST_ASKS_A_DAY = 5 };

/* KiB of their files: one question with as much as it may have. A dozen blocks of addresses fill the day's
 * measure of all (PETITION_FILES_A_DAY) so, where two would. */
enum { ASK_FILES_MIB_A_DAY = 16, ASK_FILES_A_DAY = ASK_FILES_MIB_A_DAY * 1024 };

struct ask_quota;

/* `most`: a day, of one block. NULL when out of memory. */
struct ask_quota *ask_quota_new(int most);
void ask_quota_free(struct ask_quota *quota);

/* Takes so much of the block's (throttle_block(); 0, the console, always may), from 1; whether there was as
 * much. */
bool ask_quota_take(struct ask_quota *quota, uint64_t block, int32_t amount, int64_t now_ms);

/* Gives it back, of what was not kept; `now_ms` is when it was taken, for another day has a measure of its
 * own. */
void ask_quota_return(struct ask_quota *quota, uint64_t block, int32_t amount, int64_t now_ms);

#endif
