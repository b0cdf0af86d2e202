/* Addresses and views that an article brings along. They are no part of its state: a line that says what is
 * so already adds them and makes no version, and none is ever taken away here. */
#include "import_former.h"

#include "core/input.h"
#include "http/address_key.h"
#include "store/old_address.h"

static const int64_t views_most = INT64_C(1000000000000);

/* Taken out of the line whatever it is. */
static enum err import_former_take(json_t *fields, const char *name)
{
    return json_object_get(fields, name) && json_object_del(fields, name) ? ERR_MEMORY : ERR_OK;
}

enum err import_former_read(const struct submission *submission, struct reply *reply,
                            struct import_former *ret_former)
{
    struct input input = input_of(submission, reply);
    struct import_former former = {.count = 0};
    json_t *list = input_list(&input, "addresses", IMPORT_ADDRESSES_MAX), *value;
    size_t index;
    json_array_foreach(list, index, value)
    {
        const char *sent = json_string_value(value);
        const char *key = sent ? address_key_of(reply->arena, sent) : NULL;
        if (key)
            former.addresses[former.count++] = key;
        else
            reply_fault(reply, arena_printf(reply->arena, "/addresses/%zu", index), MESSAGE_ADDRESS_WRONG,
                        MESSAGE_ARGS(input_shown(reply, value)));
    }
    input_integer(&input, "opening_views", 0, views_most, &former.opening_views);
    *ret_former = former;
    enum err err = import_former_take(submission->fields, "addresses");
    return err ? err : import_former_take(submission->fields, "opening_views");
}

enum err import_former_save(struct conn *conn, struct reply *reply, const struct import_former *former,
                            int64_t article_id)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < former->count; i++) {
        struct old_address address = {.address = former->addresses[i], .article_id = article_id};
        bool known;
        err = old_address_add(conn, &address, &known);
        /* What it leads to now was there first. */
        if (err == ERR_CONFLICT) {
            reply_warn(reply, arena_printf(reply->arena, "/addresses/%zu", i), WARNING_ADDRESS_TAKEN,
                       MESSAGE_ARGS(address.address));
            err = ERR_OK;
        }
    }
    return err || !former->opening_views ? err : opening_views_add(conn, article_id, former->opening_views);
}
