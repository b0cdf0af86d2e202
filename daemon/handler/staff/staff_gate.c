/* Who comes to a staff page: by the cookie of a session, over a transport that nobody listens on, and with
 * forms that come from the session's own pages. Must not know what pages do. */
#include "staff_proof.h"

#include "base/json_text.h"
#include "http/url.h"
#include "page/page.h"

#include <netinet/in.h>
#include <sodium.h>
#include <string.h>
#include <strings.h>

static const char *const cookie_names[] = {
    [STAFF_COOKIE_SESSION] = "cong",
    [STAFF_COOKIE_FORM] = "cong-form",
    [STAFF_COOKIE_DEVICE] = "cong-may",
};

/* What no host but this one can set, and only over TLS. */
static const char secure_prefix[] = "__Host-";

/* Whether the browser itself says that it asked this machine: a proxy that hands no Host on would say it for
 * anybody, which is why the rest of is_local() is asked too. */
static bool host_is_local(const char *host)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    for (size_t i = 0; host && i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i]);
        if (strncasecmp(host, names[i], length) == 0 && (!host[length] || host[length] == ':'))
            return true;
    }
    return false;
}

/* Whether who asks is on this machine; the control socket is. */
static bool client_is_local(const struct sockaddr *client)
{
    static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    if (!client)
        return true;
    if (client->sa_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)(const void *)client)->sin_addr.s_addr) >> 24 ==
               IN_LOOPBACKNET;
    if (client->sa_family != AF_INET6)
        return false;
    const struct in6_addr *address = &((const struct sockaddr_in6 *)(const void *)client)->sin6_addr;
    bool is_mapped = memcmp(address, mapped, sizeof mapped) == 0 && address->s6_addr[12] == IN_LOOPBACKNET;
    return is_mapped || IN6_IS_ADDR_LOOPBACK(address);
}

/* Whether a proxy says that it was asked over TLS, in one of the two ways to say it. */
static bool proxy_says_https(const struct request *request)
{
    const char *proto = request->x_forwarded_proto, *forwarded = request->forwarded_by;
    return (proto && strcasestr(proto, "https")) || (forwarded && strcasestr(forwarded, "https"));
}

/* In the clear, and within this machine from end to end. */
static bool is_local(const struct request *request)
{
    return host_is_local(request->host) && client_is_local(request->client) && !proxy_says_https(request);
}

enum staff_transport staff_transport(const struct app *app, const struct request *request)
{
    static const char https[] = "https://";
    const char *base = app->portal->base_url;
    /* A proxy that ends TLS asks for the public name in the clear. */
    bool is_public = strncmp(base, https, sizeof https - 1) == 0 && request->host &&
                     strcasecmp(request->host, base + sizeof https - 1) == 0;
    if (request->tls || is_public)
        return STAFF_SECURE;
    return is_local(request) ? STAFF_LOCAL : STAFF_PLAIN;
}

static const char *cookie_name(const struct app *app, const struct request *request, enum staff_cookie which)
{
    bool is_secure = staff_transport(app, request) == STAFF_SECURE;
    return is_secure ? arena_printf(request->arena, "%s%s", secure_prefix, cookie_names[which])
                     : cookie_names[which];
}

const char *staff_cookie(const struct app *app, const struct request *request, enum staff_cookie which)
{
    return request_cookie(request, cookie_name(app, request, which));
}

const char *staff_cookie_line(const struct app *app, const struct request *request, enum staff_cookie which,
                              const char *value, int64_t max_age_s)
{
    const char *age = !*value     ? "; Max-Age=0"
                      : max_age_s ? arena_printf(request->arena, "; Max-Age=%lld", (long long)max_age_s)
                                  : "";
    return arena_printf(request->arena, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s",
                        cookie_name(app, request, which), value,
                        staff_transport(app, request) == STAFF_SECURE ? "; Secure" : "", age);
}

/* What the browser bears before it has a session; NULL when that is nothing we set. */
static const char *early_token(const struct app *app, const struct request *request)
{
    const char *value = staff_cookie(app, request, STAFF_COOKIE_FORM);
    return value && strlen(value) == FORM_TOKEN_LENGTH ? value : NULL;
}

const char *staff_form_token(const struct app *app, const struct request *request, struct reply *reply)
{
    unsigned char bytes[FORM_TOKEN_SIZE];
    char text[FORM_TOKEN_LENGTH + 1];
    if (request->session)
        return request->session->form_token;
    const char *early = early_token(app, request);
    /* Nothing is set where anybody could read along. */
    if (early || !reply || staff_transport(app, request) == STAFF_PLAIN)
        return early ? early : "";
    randombytes_buf(bytes, sizeof bytes);
    base64url_encode(bytes, sizeof bytes, text);
    const char *token = arena_text(request->arena, text);
    const char *line = staff_cookie_line(app, request, STAFF_COOKIE_FORM, token, 0);
    /* The handler may have set one of its own. */
    *(reply->set_cookie ? &reply->second_cookie : &reply->set_cookie) = line;
    return token;
}

const char *staff_way_on(const struct request *request, const char *way)
{
    struct safe_url url;
    const char *path = way ? way : "", *behind;
    bool is_english = strncmp(path, "/en/", 4) == 0;
    behind = is_english ? path + 3 : path;
    static const char room[] = "/quan-tri";
    bool is_ours = strncmp(behind, room, sizeof room - 1) == 0 && strchr("/?", behind[sizeof room - 1]) &&
                   safe_url_from(path, URL_SITE, &url) == ERR_OK;
    /* "" is found by strchr() too: the desk itself. Back to these would lead in a circle. */
    bool is_circle = strncmp(behind + (is_ours ? sizeof room - 1 : 0), "/dang-", 6) == 0;
    return is_ours && !is_circle ? path : staff_path(request, "%s", "");
}

bool staff_lead_in(const struct request *request, struct reply *reply)
{
    auto_buf struct buf way = BUF(8192);
    if (request->method != METHOD_GET && request->method != METHOD_HEAD)
        return false;
    const char *sign_in = staff_path(request, "/dang-nhap");
    /* The desk is where one comes anyhow. */
    if (strcmp(request->own, staff_path(request, "%s", "")) != 0) {
        buf_text(&way, "?tiep=");
        url_escape(&way, request->own, "/");
    }
    reply->location = arena_printf(request->arena, "%s%s", sign_in, buf_str(&way));
    return true;
}

/* The session of the cookie, if it has one; *ret_account is whose. */
static enum err find_session(struct app *app, struct request *request, struct account *ret_account)
{
    auto_conn struct conn *conn = NULL;
    const char *cookie = staff_cookie(app, request, STAFF_COOKIE_SESSION);
    struct session *session = arena_zero(request->arena, 1, sizeof *session);
    if (!session)
        return ERR_MEMORY;
    if (!cookie)
        return ERR_UNAUTHORIZED;
    enum err err = store_lease(app->portal->store, request->arena, &conn);
    if (!err)
        err = session_find(conn, cookie, session, ret_account);
    if (!err)
        request->session = session;
    return err;
}

enum err staff_admit(struct app *app, struct request *request, struct reply *reply, enum role needed)
{
    struct account account;
    reply->lang = page_lang(request);
    if (staff_transport(app, request) == STAFF_PLAIN)
        return reply_problem(reply, ERR_FORBIDDEN, MESSAGE_STAFF_PLAIN, NULL);
    enum err err = find_session(app, request, &account);
    if (err && err != ERR_UNAUTHORIZED)
        return err;
    if (request->session && request->session->state == SESSION_GOOD)
        request->actor = (struct actor){.account_id = account.id,
                                        .role = account.role,
                                        .name = account.display_name,
                                        .is_limited = account.is_limited,
                                        .categories = account.categories,
                                        .category_count = account.category_count};
    if (needed <= request->actor.role) {
        if (request->method == METHOD_POST && !request->actor.role)
            request->device = staff_device_number(app, request);
        return ERR_OK;
    }
    if (request->actor.role != ROLE_NONE)
        return reply_problem(reply, ERR_FORBIDDEN, MESSAGE_ROLE_NEEDED,
                             MESSAGE_ARGS(role_name(needed), role_name(request->actor.role)));
    /* What is sent by a session that idled out is judged when it is there. */
    if (request->session && request->method == METHOD_POST)
        return ERR_OK;
    return reply_problem(reply, ERR_UNAUTHORIZED, MESSAGE_STAFF_SIGNED_OUT, NULL);
}

/* In constant time; both are of one length or not alike. */
static bool is_same(const char *a, const char *b)
{
    return a && b && *a && strlen(a) == strlen(b) && sodium_memcmp(a, b, strlen(a)) == 0;
}

/* What the sign-in page says of what was sent too late; files are never kept, and are not passed over. */
static const char *late_notice(const struct request *request, bool is_kept, bool is_empty)
{
    size_t files = request->form->file_count;
    if (is_kept)
        return files ? "form_kept_words" : "form_kept";
    return is_empty && !files ? "" : "form_lost";
}

/* Where a form goes when it is sent again, NULL: it is of no use then. What a script kept aside while
 * somebody wrote is shown as a preview, for its own address answers scripts alone. */
static const char *late_path(const struct request *request, json_t *held, bool of_script)
{
    static const char aside[] = "/ban";
    size_t length = strlen(request->own), end = sizeof aside - 1;
    if (!of_script)
        return request->own;
    if (length < end || strcmp(request->own + length - end, aside) != 0)
        return NULL;
    json_object_set_new(held, "do", json_string("preview"));
    return arena_copy(request->arena, request->own, length - end);
}

/* Keeps what was sent for its account; *ret_id is its number, 0 where it cannot be kept. */
static enum err keep_held(struct app *app, const struct request *request, json_t *held, bool of_script,
                          int64_t *ret_id)
{
    auto_conn struct conn *conn = NULL;
    struct actor actor = {.account_id = request->session->account_id, .name = NULL};
    bool is_empty = json_object_size(held) == 0;
    const char *path = late_path(request, held, of_script);
    auto_free char *text = json_text_write(held, JSON_COMPACT);
    *ret_id = 0;
    if (!text)
        return ERR_MEMORY;
    if (is_empty || !path || strlen(text) > KEPT_FORM_SIZE_MAX)
        return ERR_OK;
    enum err err = store_begin(app->portal->store, request->arena, &actor, &conn);
    if (!err)
        err = kept_form_add(conn, actor.account_id, path, text, ret_id);
    return err ? err : store_commit(&conn);
}

/* To a script: that nobody is signed in any more, in its own words; the page asks who it is in place. */
static enum err tell_script(const struct app *app, const struct request *request, struct reply *reply,
                            int64_t kept_id)
{
    struct view view = view_new(reply->arena);
    json_auto_t *owned = view.json;
    const char *says = staff_word(app, request, "editor.signed_out");
    view_flag(view, "is_saved", false);
    view_text(view, "says", says);
    view_text(view, "detail", says);
    view_integer(view, "kept_id", kept_id);
    return staff_tell_script(reply, view.json, err_status(ERR_UNAUTHORIZED));
}

/* What is sent too late waits for who sent it, and is shown to nobody else. */
static enum err keep_late_form(struct app *app, const struct request *request, struct reply *reply)
{
    json_auto_t *held = staff_form_held(request);
    bool is_empty = json_object_size(held) == 0;
    bool of_script = request->accept && strcmp(request->accept, "application/json") == 0;
    int64_t id = 0;
    enum err err = held ? keep_held(app, request, held, of_script, &id) : ERR_MEMORY;
    if (err)
        return err;
    if (of_script)
        return tell_script(app, request, reply, id);
    const char *notice = late_notice(request, id != 0, is_empty);
    reply->status = 303;
    reply->location = arena_printf(request->arena, "%s?tiep=%s%s%s", staff_path(request, "/dang-nhap"),
                                   staff_path(request, "/dang-do"), *notice ? "&xong=" : "", notice);
    return ERR_OK;
}

/* One press sends it again, from a page of this session. */
static enum err ask_again(struct app *app, const struct request *request, struct reply *reply)
{
    struct view view =
        staff_begin(request, reply, "staff/again.html", staff_word(app, request, "again.title"));
    view_text(view, "why", staff_word(app, request, "again.why"));
    view_url(view, "action_url", page_link(request, request->own));
    view_flag(view, "has_files", request->form->file_count > 0);
    staff_form_hold(view, staff_form_held(request));
    reply->status = 409;
    return ERR_OK;
}

/* A form of another session of the same person, as of another tab before signing in anew. */
static enum err is_own_form(struct app *app, const struct request *request, const char *token,
                            bool *ret_is_own)
{
    auto_conn struct conn *conn = NULL;
    int64_t account_id = 0;
    *ret_is_own = false;
    if (!token || !request->actor.account_id)
        return ERR_OK;
    enum err err = store_lease(app->portal->store, request->arena, &conn);
    if (!err)
        err = session_by_form(conn, token, &account_id);
    *ret_is_own = !err && account_id == request->actor.account_id;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The body as a form. */
static enum err read_form(struct request *request, struct reply *reply, struct submission *ret_form)
{
    enum err err = submission_read(request, reply, ret_form);
    if (!err && ret_form->form != FORM_URLENCODED && ret_form->form != FORM_MULTIPART)
        err = ERR_MEDIA_TYPE;
    if (!err)
        request->form = ret_form;
    return err;
}

/* Where one has to go before anything else: another password, one-time codes. NULL: nowhere. */
static const char *first_duty(const struct request *request)
{
    const struct session *session = request->session;
    const char *room = staff_path(request, "/toi");
    if (!request->actor.account_id || !session || strncmp(request->path, room, strlen(room)) == 0 ||
        strcmp(request->path, staff_path(request, "/dang-xuat")) == 0)
        return NULL;
    return session->must_change  ? staff_path(request, "/toi/mat-khau")
           : session->must_enrol ? staff_path(request, "/toi/ma-mot-lan")
                                 : NULL;
}

/* Asks who it is where that is long ago; the handler then finds it proved. */
static enum err prove_first(struct app *app, struct request *request, struct reply *reply, bool *ret_done)
{
    struct session *proved = arena_zero(request->arena, 1, sizeof *proved);
    enum err err = proved ? staff_prove_again(app, request, reply, ret_done) : ERR_MEMORY;
    if (!err && !*ret_done) {
        *proved = *request->session;
        proved->proved_ms = request->now_ms;
        request->session = proved;
    }
    return err;
}

enum err staff_enter(struct app *app, struct request *request, struct reply *reply,
                     struct submission *ret_form, bool *ret_done)
{
    const char *duty = first_duty(request), *token;
    bool is_own = false;
    reply->lang = page_lang(request);
    *ret_done = duty != NULL;
    if (duty)
        return staff_done(request, reply, duty, NULL);
    if (request->method != METHOD_POST)
        return ERR_OK;
    enum err err = read_form(request, reply, ret_form);
    if (err)
        return err;
    token = staff_sent(request, "form_token");
    bool is_signing_in = strcmp(request->path, staff_path(request, "/dang-nhap")) == 0;
    if (is_same(token, staff_form_token(app, request, NULL))) {
        *ret_done = request->session && request->session->state != SESSION_GOOD && !is_signing_in;
        if (*ret_done)
            return keep_late_form(app, request, reply);
        return request->needs_proof ? prove_first(app, request, reply, ret_done) : ERR_OK;
    }
    err = is_own_form(app, request, token, &is_own);
    if (err)
        return err;
    *ret_done = is_own;
    return is_own ? ask_again(app, request, reply)
                  : reply_problem(reply, ERR_FORBIDDEN, MESSAGE_FORM_STALE, NULL);
}
