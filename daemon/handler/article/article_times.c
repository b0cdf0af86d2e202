/* The two moments of an article that an editor may say, and what may not be said of them. Must not know who
 * asks. */
#include "article_times.h"

#include "text/date.h"

/* An end that is past would take the article down at once. What was elsewhere may have ended there. */
static void article_read_expiry(const struct input *input, const struct article_draft *draft,
                                struct article *article, int64_t now_ms)
{
    int64_t before_ms = article->expires_ms;
    char text[DATE_TEXT_SIZE];
    input_until(input, "expires_at", &article->expires_ms);
    /* Who sends back what was there changes nothing. */
    if (!article->expires_ms || article->expires_ms / 1000 == before_ms / 1000 ||
        article->expires_ms > now_ms)
        return;
    const char *end = date_long(article->expires_ms, input->reply->lang, text);
    if (draft->is_import || article->status == STATUS_WITHDRAWN)
        reply_warn(input->reply, "/expires_at", WARNING_EXPIRED, MESSAGE_ARGS(end));
    else
        input_fault(input, "expires_at", MESSAGE_TIME_PAST, MESSAGE_ARGS(end));
}

/* The day of an older publication may be given before the first publication, and is kept from then on. */
static void read_published(const struct input *input, struct article *article, bool ever_published,
                           int64_t now_ms)
{
    /* A client that sends back what it was given must not be told that it changes something. */
    int64_t at_ms = article->published_ms;
    /* The same member is then the moment of publishing to come, which an edit may move and may not take
     * away. */
    if (article->status == STATUS_SCHEDULED) {
        input_time(input, "published_at", &article->due_ms);
        if (!article->due_ms)
            input_fault(input, "published_at", MESSAGE_FIELD_MISSING, NULL);
        return;
    }
    input_time(input, "published_at", &at_ms);
    /* To the second, as it is said. */
    if (at_ms / 1000 == article->published_ms / 1000)
        return;
    if (ever_published)
        input_fault(input, "published_at", MESSAGE_PUBLISHED_KEPT, NULL);
    else if (at_ms > now_ms)
        input_fault(input, "published_at", MESSAGE_PUBLISHED_LATER, NULL);
    article->published_ms = at_ms;
}

/* A pin that ends by itself. Its end goes with the pin. */
static void article_read_pin(const struct input *input, struct article *article, int64_t now_ms)
{
    int64_t before_ms = article->pinned_until_ms;
    char text[DATE_TEXT_SIZE];
    input_until(input, "pinned_until", &article->pinned_until_ms);
    if (!article->pinned)
        article->pinned_until_ms = 0;
    else if (article->pinned_until_ms && article->pinned_until_ms / 1000 != before_ms / 1000 &&
             article->pinned_until_ms <= now_ms)
        input_fault(input, "pinned_until", MESSAGE_TIME_PAST,
                    MESSAGE_ARGS(date_long(article->pinned_until_ms, input->reply->lang, text)));
}

void article_times_read(const struct input *input, struct article_draft *draft, bool ever_published,
                        int64_t now_ms)
{
    article_read_expiry(input, draft, &draft->article, now_ms);
    read_published(input, &draft->article, ever_published, now_ms);
    article_read_pin(input, &draft->article, now_ms);
}
