/* A body as a client sends it, read: what of it the tests of submissions share. */
#ifndef TEST_HTTP_SENT_H
#define TEST_HTTP_SENT_H

#include "http/submission.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

struct sent {
    struct arena *arena;
    struct reply reply;
    struct submission submission;
    enum err err;
};

static inline struct sent send_bytes(const char *type, const char *body, size_t size)
{
    struct sent sent = {.arena = arena_new(64 << 20)};
    struct request request = {.arena = sent.arena, .content_type = type, .body = body, .body_size = size};
    sent.reply = (struct reply){.arena = sent.arena, .lang = LANG_EN};
    sent.err = submission_read(&request, &sent.reply, &sent.submission);
    return sent;
}

static inline void done(struct sent *sent)
{
    submission_done(&sent->submission);
    reply_done(&sent->reply);
    arena_free(sent->arena);
}

static inline void refused(const char *type, const char *body, size_t size, enum err err)
{
    struct sent sent = send_bytes(type, body, size);
    if (sent.err != err)
        print_error("%s: %.60s\n", type, body);
    assert_int_equal(sent.err, err);
    assert_null(sent.submission.fields);
    done(&sent);
}

static inline const char *field(const struct sent *sent, const char *name)
{
    return json_string_value(json_object_get(sent->submission.fields, name));
}

#endif
