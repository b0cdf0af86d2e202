/* The head of a POST, by the names of Standard Webhooks. Sends nothing. */
#include "post_head.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char id_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

/* Ends within its array, and has no other letters. */
static bool post_is_made_of(const char *text, size_t room, const char *letters, const char *more)
{
    size_t length = strnlen(text, room);
    for (size_t i = 0; i < length; i++)
        if (!strchr(letters, text[i]) && !strchr(more, text[i]))
            return false;
    return length < room;
}

bool post_is_sound(const struct post_order *post)
{
    const struct fetch_order *fetch = &post->fetch;
    return fetch->way == FETCH_POST && !fetch->most && fetch->time_ms >= 1 &&
           fetch->time_ms <= FETCH_TIME_MS && fetch_url_is_sound(&fetch->url) &&
           fetch_agent_is_sound(fetch->agent) && post->size >= 1 && post->size <= POST_BODY_MAX &&
           post->timestamp >= 0 && post_is_made_of(post->id, sizeof post->id, id_letters, "") &&
           post_is_made_of(post->signature, sizeof post->signature, id_letters, ",+/= ");
}

void post_head_write(const struct post_order *post, char ret_text[static POST_HEAD_SIZE])
{
    int size = snprintf(ret_text, POST_HEAD_SIZE, "Content-Type: %s\r\nContent-Length: %zu\r\n",
                        post->is_form ? "application/x-www-form-urlencoded" : "application/json", post->size);
    if (*post->id && size > 0)
        snprintf(ret_text + size, POST_HEAD_SIZE - (size_t)size,
                 "webhook-id: %s\r\nwebhook-timestamp: %" PRId64 "\r\nwebhook-signature: %s\r\n", post->id,
                 post->timestamp, post->signature);
}
