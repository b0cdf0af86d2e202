/* congd setup: what is made of a new portal, by the requests that an editor would send to the daemon. Looks
 * first, and changes nothing that somebody set. Must not know of the terminal. */
#include "setup.h"
#include "setup_inner.h"

#include "base/clock.h"
#include "base/json_text.h"
#include "base/said.h"
#include "control.h"
#include "text/date.h"

#include <stdio.h>
#include <string.h>

enum {
    STATUS_OK = 200,
    STATUS_REFUSED = 300,
    STATUS_MISSING = 404,
    STATUS_CONFLICT = 409,
    STATUS_GONE = 410
};

/* What migrations call a portal that nobody named. */
static const char unnamed[] = "Cổng thông tin điện tử";
static const char article_path[] = "/api/articles";

const char *setup_text(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

bool setup_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

enum err setup_send(struct setup *setup, const char *method, const char *path, const json_t *body, bool bears,
                    int *ret_status, json_t **ret_json)
{
    struct control_answer answer;
    char target[256];
    auto_free char *json = body ? json_text_write(body, JSON_COMPACT) : NULL;
    if (body && !json)
        return ERR_MEMORY;
    bool is_trial = body && setup->is_trial;
    snprintf(target, sizeof target, "%s%s", path, is_trial ? "?dry_run=true" : "");
    enum err err = control_request(setup->directory, method, target, json, setup->fault, &answer);
    if (err == ERR_NOT_FOUND) {
        buf_text(setup->fault, SAID("máy chủ congd đã dừng giữa chừng; chạy lại lệnh này để đi tiếp",
                                    "the daemon went away; run this again to go on"));
        return ERR_UNAVAILABLE;
    }
    if (err)
        return err;
    *ret_status = answer.status;
    *ret_json = json_text_read(buf_str(&answer.body), answer.body.length, 0, NULL);
    bool is_borne = bears && (answer.status == STATUS_MISSING || answer.status == STATUS_CONFLICT ||
                              answer.status == STATUS_GONE);
    if (answer.status >= STATUS_REFUSED && !is_borne) {
        control_problem(&answer, setup->fault);
        err = ERR_INPUT;
    }
    buf_done(&answer.body);
    return err;
}

enum err setup_get(struct setup *setup, const char *path, json_t **ret_json)
{
    int status;
    json_auto_t *answer = NULL;
    enum err err = setup_send(setup, "GET", path, NULL, true, &status, &answer);
    if (err)
        return err;
    *ret_json = status == STATUS_OK ? json_incref(answer) : NULL;
    return ERR_OK;
}

void setup_tell(struct setup *setup, bool is_new, const char *what, const char *name)
{
    const char *word = !is_new           ? SAID("giữ nguyên", "kept")
                       : setup->is_trial ? SAID("sẽ tạo", "would make")
                                         : SAID("đã tạo", "made");
    printf("%s: %s: %s\n", word, what, name);
    *(is_new ? &setup->made : &setup->kept) += 1;
}

bool setup_fact_is_set(const struct setup *setup, enum setup_fact fact)
{
    const char *text = setup_text(setup->site, setup_fact_member(fact));
    return text && !(fact == SETUP_NAME && setup_same(text, unnamed));
}

/* All in one request, so that the site changes once. */
enum err setup_send_facts(struct setup *setup)
{
    json_auto_t *body = json_object(), *answer = NULL;
    int status;
    for (int fact = 0; fact < SETUP_FACTS; fact++) {
        const char *member = setup_fact_member(fact), *given = setup->facts[fact];
        /* Refused by jansson when it is no UTF-8. */
        if (given && !setup_fact_is_set(setup, fact) &&
            json_object_set_new(body, member, json_string(given))) {
            buf_printf(setup->fault, SAID("--%s: không phải UTF-8", "--%s: not UTF-8"), member);
            return ERR_INPUT;
        }
    }
    if (json_object_size(body)) {
        enum err err = setup_send(setup, "PATCH", "/api/site", body, false, &status, &answer);
        if (err)
            return err;
    }
    for (int fact = 0; fact < SETUP_FACTS; fact++) {
        const char *sent = setup_text(body, setup_fact_member(fact));
        if (sent)
            setup_tell(setup, true, setup_fact_label(fact), sent);
        else if (setup->facts[fact])
            setup_tell(setup, false, setup_fact_label(fact),
                       setup_text(setup->site, setup_fact_member(fact)));
    }
    return ERR_OK;
}

/* Whether a list of the API has one of that slug, or of that name under another slug: what an import brought,
 * or an editor made. The latter's own slug is *ret_slug, which lies in *ret_list. */
static enum err setup_list_has(struct setup *setup, const char *path, const json_t *body, json_t **ret_list,
                               const char **ret_slug)
{
    enum err err = setup_get(setup, path, ret_list);
    const char *named = NULL;
    json_t *item;
    size_t index;
    *ret_slug = NULL;
    json_array_foreach(json_object_get(*ret_list, "items"), index, item)
    {
        if (setup_same(setup_text(item, "slug"), setup_text(body, "slug")))
            *ret_slug = setup_text(item, "slug");
        else if (setup_same(setup_text(item, "name"), setup_text(body, "name")) ||
                 setup_same(setup_text(item, "title"), setup_text(body, "title")))
            named = setup_text(item, "slug");
    }
    *ret_slug = *ret_slug ? *ret_slug : named;
    return err;
}

/* Notes a category that has another slug than the list of requests says, for the links to it. */
static enum err setup_note_moved(struct setup *setup, const char *slug, const char *present)
{
    char from[128], to[128];
    if (strcmp(slug, present) == 0)
        return ERR_OK;
    snprintf(from, sizeof from, "/chuyen-muc/%s", slug);
    snprintf(to, sizeof to, "/chuyen-muc/%s", present);
    return json_object_set_new(setup->moved, from, json_string(to)) ? ERR_MEMORY : ERR_OK;
}

/* Leads one link to where its category is. */
static enum err setup_lead_link(const struct setup *setup, json_t *link)
{
    const char *url = setup_text(link, "url");
    json_t *to = url ? json_object_get(setup->moved, url) : NULL;
    return to && json_object_set(link, "url", to) ? ERR_MEMORY : ERR_OK;
}

enum err setup_lead_on(const struct setup *setup, const json_t *links)
{
    json_t *link, *below;
    size_t index, inner;
    enum err err = ERR_OK;
    json_array_foreach(links, index, link)
    {
        if (!err)
            err = setup_lead_link(setup, link);
        json_array_foreach(json_object_get(link, "items"), inner, below) if (!err) err =
            setup_lead_link(setup, below);
    }
    return err;
}

enum err setup_article_has(struct setup *setup, const char *slug, bool *ret_has, bool *ret_is_public)
{
    char path[160];
    int status = STATUS_MISSING;
    json_auto_t *answer = NULL;
    snprintf(path, sizeof path, "%s/%s", article_path, slug);
    enum err err = setup_send(setup, "GET", path, NULL, true, &status, &answer);
    *ret_has = status != STATUS_MISSING;
    *ret_is_public = setup_same(setup_text(answer, "status"), "published") &&
                     setup_same(setup_text(answer, "audience"), "public");
    return err;
}

/* What the report calls it. */
static const char *setup_word(const char *path)
{
    return strcmp(path, "/api/categories") == 0 ? SAID("chuyên mục", "category")
           : strcmp(path, "/api/boxes") == 0    ? SAID("hộp", "box")
                                                : SAID("trang nháp", "draft page");
}

/* A category or box of a list. */
static enum err setup_look_for_term(struct setup *setup, const char *path, const json_t *body, bool *ret_has)
{
    json_auto_t *list = NULL;
    const char *present = NULL;
    enum err err = setup_list_has(setup, path, body, &list, &present);
    *ret_has = present;
    if (!err && present && strcmp(path, "/api/categories") == 0)
        err = setup_note_moved(setup, setup_text(body, "slug"), present);
    return err ? err : setup_lead_on(setup, json_object_get(body, "items"));
}

static enum err setup_make_thing(struct setup *setup, const char *path, const json_t *body)
{
    const char *name = setup_text(body, "name"), *slug = setup_text(body, "slug");
    bool has, is_public;
    json_auto_t *answer = NULL;
    int status = STATUS_CONFLICT;
    name = name ? name : setup_text(body, "title");
    if (!name || !slug)
        return ERR_INPUT;
    enum err err = strcmp(path, article_path) == 0 ? setup_article_has(setup, slug, &has, &is_public)
                                                   : setup_look_for_term(setup, path, body, &has);
    /* A slug that was another's before is refused as taken, which is no fault of the person who set up. */
    if (!err && !has)
        err = setup_send(setup, "POST", path, body, true, &status, &answer);
    if (!err && status >= STATUS_REFUSED && status != STATUS_CONFLICT)
        err = ERR_INPUT; /* no such address */
    if (!err)
        setup_tell(setup, status < STATUS_REFUSED, setup_word(path), name);
    return err;
}

enum err setup_make(struct setup *setup, json_t *list)
{
    const json_t *item;
    size_t index;
    enum err err = json_is_array(list) ? ERR_OK : ERR_JSON;
    json_array_foreach(list, index, item)
    {
        const char *method = setup_text(item, "method"), *path = setup_text(item, "path");
        const json_t *body = json_object_get(item, "body");
        if (!err)
            err = !method || !path                 ? ERR_INPUT
                  : strcmp(path, "/api/home") == 0 ? setup_make_home(setup, body)
                  : strcmp(method, "PATCH") == 0   ? setup_make_menu(setup, body)
                                                   : setup_make_thing(setup, path, body);
        /* The number counts from 1, for people. */
        if (err && !setup->fault->length)
            buf_printf(setup->fault,
                       SAID("setup/commune.json: yêu cầu thứ %zu không đúng",
                            "setup/commune.json: request %zu is wrong"),
                       index + 1);
        if (err)
            break;
    }
    return err;
}

/* Whether a token of an admin can be used: "" or NULL as the end is for ever. */
static enum err setup_has_admin(struct setup *setup, bool *ret_has)
{
    json_auto_t *answer = NULL;
    json_t *item;
    size_t index;
    enum err err = setup_get(setup, "/api/tokens", &answer);
    *ret_has = false;
    json_array_foreach(json_object_get(answer, "items"), index, item)
    {
        const char *end = setup_text(item, "expires_at");
        int64_t end_ms = 0;
        bool is_over = end && !date_parse(end, &end_ms) && end_ms <= clock_now_ms(&clock_system);
        *ret_has |=
            setup_same(setup_text(item, "role"), "admin") && !setup_text(item, "revoked_at") && !is_over;
    }
    return err;
}

enum err setup_make_token(struct setup *setup)
{
    json_auto_t *body = json_pack("{s:s, s:s}", "name", "Quản trị", "role", "admin"), *answer = NULL;
    const char *what = SAID("mã quản trị", "admin token");
    bool has;
    int status;
    enum err err = setup_has_admin(setup, &has);
    if (err)
        return err;
    if (has) {
        setup_tell(setup, false, what, SAID("đã có (congd token list)", "there is one (congd token list)"));
        return ERR_OK;
    }
    if (setup->is_trial) {
        setup_tell(setup, true, what, "Quản trị");
        return ERR_OK;
    }
    err = setup_send(setup, "POST", "/api/tokens", body, false, &status, &answer);
    const char *text = setup_text(answer, "token");
    if (err || !text)
        return err ? err : ERR_UNAVAILABLE;
    setup->made++;
    printf(SAID("mã quản trị (chỉ hiện một lần này): %s\n", "admin token (shown this once): %s\n"), text);
    /* What nobody could read must not stay in force, nor keep the next run from making another. */
    if (fflush(stdout) == 0)
        return ERR_OK;
    char path[64];
    json_auto_t *gone = NULL;
    snprintf(path, sizeof path, "/api/tokens/%lld",
             (long long)json_integer_value(json_object_get(answer, "id")));
    err = setup_send(setup, "DELETE", path, NULL, false, &status, &gone);
    return err ? err : ERR_STORAGE_FULL;
}

enum err setup_make_code(struct setup *setup, json_t **ret_answer)
{
    int status;
    if (setup->is_trial)
        return ERR_OK;
    /* 409: there are accounts already. */
    return setup_send(setup, "POST", "/api/accounts/first", NULL, true, &status, ret_answer);
}
