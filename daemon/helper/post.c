/* The daemon's side of telling another machine something: one order, one frame. Knows nothing of what is
 * said.
 */
#include "helper/post.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/memory.h"
#include "fetch_judge.h"
#include "helper_call.h"
#include "helper_inner.h"
#include "post_head.h"
#include "probe_answer.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* As when a picture is fetched: the child's own alarm is heard first. */
enum { NICENESS = 15, MARGIN_MS = 5000 };

/* The address as it stands in what is written, of one that is no name; false: it is a name. */
static bool post_literal(const struct fetch_url *url, struct sockaddr_storage *ret_address)
{
    struct sockaddr_in *v4 = (void *)ret_address;
    struct sockaddr_in6 *v6 = (void *)ret_address;
    memset(ret_address, 0, sizeof *ret_address);
    if (inet_pton(AF_INET, url->host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(url->port);
        return true;
    }
    if (!url->is_literal || inet_pton(AF_INET6, url->host, &v6->sin6_addr) != 1)
        return false;
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(url->port);
    return true;
}

enum post_address post_address_judge(const struct fetch_rules *rules, const char *address)
{
    struct sockaddr_storage literal;
    struct fetch_url url;
    bool has_scheme = strncmp(address, "https://", 8) == 0 || strncmp(address, "http://", 7) == 0;
    if (!has_scheme || !fetch_url_read(address, &url))
        return POST_NO_ADDRESS;
    if (!post_literal(&url, &literal)) {
        if (!url.is_tls)
            return POST_PLAIN;
        return fetch_is_own_name(url.host) ? POST_PRIVATE : POST_GOOD;
    }
    if (fetch_is_named(rules, (struct sockaddr *)&literal))
        return POST_GOOD;
    if (!url.is_tls)
        return POST_PLAIN;
    return fetch_may_reach(rules, (struct sockaddr *)&literal) ? POST_GOOD : POST_PRIVATE;
}

/* False: a text is longer than its place. */
static bool post_put(char *to, size_t room, const char *text)
{
    size_t length = strlen(text);
    if (length >= room)
        return false;
    memcpy(to, text, length + 1);
    return true;
}

/* The order, whose address is read; false: something of it may not be said. */
static bool post_fill(const struct post *post, const struct fetch_rules *rules, struct post_order *order)
{
    order->fetch.rules = *rules;
    order->fetch.way = FETCH_POST;
    order->fetch.time_ms = post->time_ms;
    order->is_form = post->is_form;
    order->timestamp = post->timestamp;
    order->size = post->size;
    if (post->size > POST_BODY_MAX)
        return false;
    memcpy(order->body, post->body, post->size);
    return post_put(order->fetch.agent, sizeof order->fetch.agent, post->agent) &&
           post_put(order->id, sizeof order->id, post->id) &&
           post_put(order->signature, sizeof order->signature, post->signature) && post_is_sound(order);
}

enum err helper_post(struct helper *helper, const struct fetch_rules *rules, const struct post *post,
                     struct probed *ret_probed)
{
    const struct order order = {.task = TASK_POST, .niceness = NICENESS};
    struct helper_call call = {.until_ms = clock_monotonic_ms(&clock_system) + post->time_ms + MARGIN_MS,
                               .stopping = post->stopping};
    if (!helper)
        return ERR_UNAVAILABLE;
    auto_free struct post_order *wish = memory_new(1, sizeof *wish);
    if (!wish)
        return ERR_MEMORY;
    *ret_probed = (struct probed){.fault = FETCH_ADDRESS};
    if (!fetch_url_read(post->address, &wish->fetch.url))
        return ERR_OK;
    if (!post_fill(post, rules, wish))
        return ERR_INTERNAL;
    enum err err = helper_call_send(helper_orders(helper), &order, wish, sizeof *wish, &call);
    if (err)
        return err;
    err = probe_take_answer(&call, &wish->fetch.url, ret_probed);
    close(call.socket);
    return err;
}
