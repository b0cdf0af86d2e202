/* /dang-ky-nhan-tin: citizens who want what is new by mail, and who do no more. Works without a script;
 * nothing is said of whether an address is known, and nothing counts until the link of a letter to it was
 * opened and pressed (programs open links too). */
#include "citizen/ask_quota.h"
#include "core/input.h"
#include "handler/handler.h"
#include "page.h"
#include "push/digest_letter.h"
#include "store/category.h"
#include "store/digest.h"
#include "text/mail_address.h"
#include "text/number.h"

#include <string.h>

/* A household may ask so often at once. */
enum { ASKS_AT_ONCE = 4, CATEGORIES_TEXT_MAX = 2000 };

/* What was typed. */
struct digest_form {
    const char *address;
    bool is_weekly;
    int64_t *categories;
    size_t category_count;
    const struct fault *faults;
    size_t fault_count;
    bool is_trapped;
};

static bool digest_has_category(const struct digest_form *form, int64_t id)
{
    for (size_t i = 0; i < form->category_count; i++)
        if (form->categories[i] == id)
            return true;
    return false;
}

static const char *digest_path(const struct request *request, const char *rest)
{
    return arena_printf(request->arena, "%s/dang-ky-nhan-tin%s", page_lang(request) == LANG_EN ? "/en" : "",
                        rest);
}

/* Where no mail is set up there is no such page. */
static enum err digest_is_there(const struct app *app, struct reply *reply)
{
    return app->sends_digests ? ERR_OK : reply_problem(reply, ERR_NOT_FOUND, MESSAGE_DIGESTS_NONE, NULL);
}

static struct view digest_begin(struct app *app, const struct request *request, struct reply *reply,
                                const char *state)
{
    struct view view =
        page_begin(request, reply, "pages/digest.html", page_word(app, request, "digest_title"), NULL);
    view_text(view, "robots", "noindex");
    view_flag(view, "is_form", strcmp(state, "form") == 0);
    view_flag(view, "is_sent", strcmp(state, "sent") == 0);
    view_flag(view, "is_confirm", strcmp(state, "confirm") == 0);
    view_flag(view, "is_confirmed", strcmp(state, "confirmed") == 0);
    view_flag(view, "is_over", strcmp(state, "over") == 0);
    view_flag(view, "is_leave", strcmp(state, "leave") == 0);
    view_flag(view, "is_leave_over", strcmp(state, "leave_over") == 0);
    view_flag(view, "is_left", strcmp(state, "left") == 0);
    view_url(view, "action_url", safe_url_trusted(request->path));
    view_url(view, "ask_url", safe_url_trusted(digest_path(request, "")));
    return view;
}

/* The categories to choose among, those of the page's language. */
static enum err digest_choices(struct app *app, const struct request *request, struct reply *reply,
                               struct view view, const struct digest_form *form)
{
    auto_conn struct conn *conn = NULL;
    struct category *items = NULL;
    size_t count = 0;
    struct view list = view_list(view, "categories");
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = category_list(conn, page_lang_name(request), CATEGORIES_PUBLIC, &items, &count);
    for (size_t i = 0; !err && i < count && i < DIGEST_CATEGORIES_MOST; i++) {
        struct view one = view_append(list);
        view_integer(one, "id", items[i].id);
        view_text(one, "name", items[i].name);
        view_flag(one, "is_chosen", digest_has_category(form, items[i].id));
    }
    view_flag(view, "has_categories", !err && count > 0);
    return err;
}

static enum err digest_form_page(struct app *app, const struct request *request, struct reply *reply,
                                 const struct digest_form *form)
{
    struct view view = digest_begin(app, request, reply, "form");
    view_text(view, "address", form->address);
    view_flag(view, "is_weekly", form->is_weekly);
    struct view faults = view_list(view, "faults");
    for (size_t i = 0; i < form->fault_count; i++) {
        struct view fault = view_append(faults);
        view_text(fault, "detail", form->faults[i].detail);
    }
    reply->other_path = page_other_path(request);
    return digest_choices(app, request, reply, view, form);
}

enum err page_digest_show(struct app *app, const struct request *request, struct reply *reply)
{
    const struct digest_form form = {.is_weekly = true};
    enum err err = digest_is_there(app, reply);
    if (err || !request_parameter(request, "da-gui"))
        return err ? err : digest_form_page(app, request, reply, &form);
    struct view view = digest_begin(app, request, reply, "sent");
    view_list(view, "categories");
    view_list(view, "faults");
    return ERR_OK;
}

/* Ids, of which each must be one, and counts once; whether it is there shows when letters are made. */
static void digest_read_categories(const struct input *input, struct digest_form *form)
{
    json_t *list = input_list(input, "chuyen-muc", DIGEST_CATEGORIES_MOST);
    size_t count = json_array_size(list);
    form->categories = arena_zero(input->reply->arena, count ? count : 1, sizeof *form->categories);
    for (size_t i = 0; form->categories && i < count; i++) {
        const char *text = json_string_value(json_array_get(list, i));
        int64_t id;
        if (!text || number_parse(text, 1, INT32_MAX, &id))
            input_fault(input, "chuyen-muc", MESSAGE_FIELD_CATEGORIES, NULL);
        else if (!digest_has_category(form, id))
            form->categories[form->category_count++] = id;
    }
}

static enum err digest_read(const struct request *request, struct reply *reply, struct digest_form *form)
{
    static const char *const ways[] = {"tuan", "ngay", NULL};
    auto_submission struct submission submission = {0};
    /* Faults are said on the page, in its language. */
    struct reply own = {.arena = reply->arena, .lang = page_lang(request)};
    const char *trap = NULL;
    int way = 0;
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, &own);
    input_text(&input, "thu", TEXT_LINE, MAIL_ADDRESS_MAX, &form->address);
    if (!form->address || !mail_address_valid(form->address))
        input_fault(&input, "thu", MESSAGE_MAIL_ADDRESS, NULL);
    input_choice(&input, "khi", ways, &way);
    form->is_weekly = way == 0;
    digest_read_categories(&input, form);
    input_text(&input, "trang-web", TEXT_LINE, MAIL_ADDRESS_MAX, &trap);
    form->is_trapped = trap != NULL;
    form->faults = own.faults;
    form->fault_count = own.fault_count;
    return ERR_OK;
}

/* "[3,8]"; NULL: all. */
static const char *digest_categories_text(struct arena *arena, const struct digest_form *form)
{
    auto_buf struct buf text = BUF(CATEGORIES_TEXT_MAX);
    if (!form->category_count)
        return NULL;
    for (size_t i = 0; i < form->category_count; i++)
        buf_printf(&text, "%s%lld", i ? "," : "[", (long long)form->categories[i]);
    buf_text(&text, "]");
    return arena_copy(arena, buf_str(&text), text.length);
}

static enum err digest_too_many(struct reply *reply, int wait_s, enum message message)
{
    reply->retry_after_s = wait_s;
    return reply_problem(reply, ERR_TOO_MANY, message,
                         MESSAGE_ARGS(arena_printf(reply->arena, "%d", wait_s)));
}

/* Notes that somebody asked, with the letter that has the link. */
static enum err digest_ask_save(struct app *app, const struct request *request, struct reply *reply,
                                const struct digest_form *form)
{
    auto_conn struct conn *conn = NULL;
    /* Not the actor of the request: who asks is nobody to the portal. */
    const struct actor reader = {.role = ROLE_NONE};
    const struct digest_choice choice = {.lang = page_lang(request),
                                         .is_weekly = form->is_weekly,
                                         .categories = digest_categories_text(reply->arena, form)};
    char code[DIGEST_CODE_SIZE];
    const char *letter = NULL;
    int64_t id = 0;
    digest_code_draw(code);
    enum err err = store_begin(app->portal->store, reply->arena, &reader, &conn);
    if (!err)
        err = digest_ask(conn, form->address, &choice, code, &id);
    if (!err && id)
        err = digest_link_letter(app, conn, form->address, choice.lang, code, &letter);
    if (!err && id)
        err = digest_put_link(conn, id, letter);
    if (!err)
        err = store_commit(&conn);
    if (err)
        ask_quota_return(app->digest_asks, throttle_block(app->throttle, request->client), 1,
                         request->now_ms);
    return err == ERR_TOO_MANY ? digest_too_many(reply, 3600, MESSAGE_DIGEST_MANY_OF_ALL) : err;
}

/* Of one household so many at once and so many a day, that nobody has letters sent to others; beside the
 * limit of all writes. */
static enum err digest_throttle(struct app *app, const struct request *request, struct reply *reply)
{
    int wait_s = throttle_take_part(app->throttle, THROTTLE_WRITE, request->client,
                                    clock_monotonic_ms(app->clock), ASKS_AT_ONCE);
    if (wait_s)
        return digest_too_many(reply, wait_s, MESSAGE_TOO_MANY_REQUESTS);
    if (!ask_quota_take(app->digest_asks, throttle_block(app->throttle, request->client), 1, request->now_ms))
        return digest_too_many(reply, 3600, MESSAGE_DIGEST_MANY);
    return ERR_OK;
}

enum err form_digest_ask(struct app *app, const struct request *request, struct reply *reply)
{
    struct digest_form form = {.address = NULL};
    enum err err = digest_is_there(app, reply);
    if (!err)
        err = digest_read(request, reply, &form);
    if (err)
        return err;
    if (form.fault_count) {
        reply->status = 422;
        return digest_form_page(app, request, reply, &form);
    }
    if (!form.is_trapped)
        err = digest_throttle(app, request, reply);
    if (!form.is_trapped && !err)
        err = digest_ask_save(app, request, reply, &form);
    if (err)
        return err;
    /* The same whoever has this address, and whatever was asked for it. */
    reply->status = 303;
    reply->location = digest_path(request, "?da-gui=1");
    return ERR_OK;
}

/* ---- links of letters */

/* A page that says one thing, with its button or without. */
static enum err digest_says(struct app *app, const struct request *request, struct reply *reply,
                            const char *state)
{
    struct view view = digest_begin(app, request, reply, state);
    view_list(view, "categories");
    view_list(view, "faults");
    return ERR_OK;
}

enum err page_digest_confirm(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    enum err err = digest_is_there(app, reply);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = digest_find_ask(conn, request->args[0]);
    if (err && err != ERR_NOT_FOUND)
        return err;
    return !app->sends_digests ? err : digest_says(app, request, reply, err ? "over" : "confirm");
}

enum err form_digest_confirm(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    const struct actor reader = {.role = ROLE_NONE};
    enum err err = digest_is_there(app, reply);
    if (err)
        return err;
    err = store_begin(app->portal->store, reply->arena, &reader, &conn);
    if (!err)
        err = digest_confirm(conn, request->args[0]);
    if (err == ERR_NOT_FOUND)
        return digest_says(app, request, reply, "over");
    if (!err)
        err = store_commit(&conn);
    return err ? err : digest_says(app, request, reply, "confirmed");
}

enum err page_digest_leave(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    int64_t id;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = digest_find_leave(conn, request->args[0], &id);
    if (err && err != ERR_NOT_FOUND)
        return err;
    return digest_says(app, request, reply, err ? "leave_over" : "leave");
}

/* Pressed on the page, or sent by a mailbox (RFC 8058); also when digests were switched off since. */
enum err form_digest_leave(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    const struct actor reader = {.role = ROLE_NONE};
    int64_t id;
    enum err err = store_begin(app->portal->store, reply->arena, &reader, &conn);
    if (!err)
        err = digest_find_leave(conn, request->args[0], &id);
    if (!err)
        err = digest_leave(conn, id);
    if (err == ERR_NOT_FOUND)
        return digest_says(app, request, reply, "leave_over");
    if (!err)
        err = store_commit(&conn);
    return err ? err : digest_says(app, request, reply, "left");
}
