/* congd verify FILE: whether a file is what a portal published, without the portal. The file is the document
 * that GET /api/articles/{id}/verification gives, or a saved copy of an article, which holds it. Opens
 * nothing else. */
#include "base/base64url.h"
#include "base/json_text.h"
#include "base/said.h"
#include "base/seal.h"
#include "command.h"
#include "site_file.h"
#include "text/date.h"
#include "verify_page.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum {
    KEY_KEY = 'k',
    VERIFY_FILE_MAX = 32 * 1024 * 1024,
    STATUS_NOT_RIGHT = 3, /* as the manual says */
};

struct verify_arguments {
    struct invocation invocation;
    const char *key; /* as typed, or a file of keys; NULL: the file's own */
};

static void verify_take(struct command_use *use, void *input, int key, char *text)
{
    struct verify_arguments *arguments = input;
    (void)use;
    if (key == KEY_KEY)
        arguments->key = text;
}

/* The document of a saved page, out of the attribute that holds it. False: there is none. */
static bool verify_find(const char *page, struct buf *out)
{
    static const char mark[] = "\"cong-verification\" content=\"";
    static const struct {
        const char *escape;
        char c;
    } escapes[] = {{"&quot;", '"'}, {"&#39;", '\''}, {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}};
    const char *found = strstr(page, mark);
    for (const char *p = found ? found + sizeof mark - 1 : ""; *p && *p != '"';) {
        size_t i = 0, count = sizeof escapes / sizeof *escapes;
        while (i < count && strncmp(p, escapes[i].escape, strlen(escapes[i].escape)) != 0)
            i++;
        buf_char(out, i < count ? escapes[i].c : *p);
        p += i < count ? strlen(escapes[i].escape) : 1;
    }
    return found && !buf_failed(out);
}

/* What is right on stdout, with a mark. */
static bool verify_say(bool is_right, const char *right, const char *wrong)
{
    printf("%s %s\n", is_right ? SAID("ĐÚNG", "RIGHT") : SAID("KHÔNG ĐÚNG", "WRONG"),
           is_right ? right : wrong);
    return is_right;
}

/* A key as it is typed. */
static bool verify_key_typed(const char *text, unsigned char ret_key[static SEAL_KEY_SIZE])
{
    size_t size = 0;
    return !base64url_decode(text, strlen(text), ret_key, SEAL_KEY_SIZE, &size) && size == SEAL_KEY_SIZE;
}

/* The key of --key: itself, or out of a file of keys (JWKS) the one that the document names, with when it was
 * replaced; 0: it signs still, or nothing is said of it. */
static enum err verify_key(const struct verify_arguments *arguments, const unsigned char *own,
                           struct buf *fault, unsigned char ret_key[static SEAL_KEY_SIZE],
                           int64_t *ret_until_ms)
{
    auto_buf struct buf file = BUF(VERIFY_FILE_MAX);
    if (verify_key_typed(arguments->key, ret_key))
        return ERR_OK;
    enum err err = site_file_read(arguments->key, &file, fault);
    if (err)
        return err;
    json_auto_t *keys = json_text_read(buf_str(&file), file.length, JSON_REJECT_DUPLICATES, NULL);
    const json_t *list = json_object_get(keys, "keys"), *key;
    size_t i;
    bool has = false;
    json_array_foreach(list, i, key)
    {
        const char *x = json_string_value(json_object_get(key, "x"));
        unsigned char bytes[SEAL_KEY_SIZE];
        if (!x || !verify_key_typed(x, bytes))
            continue;
        /* Any of them, so that a document of another portal is told as signed by none. */
        bool is_own = memcmp(bytes, own, sizeof bytes) == 0;
        if (!has || is_own)
            memcpy(ret_key, bytes, sizeof bytes);
        const json_t *until = json_object_get(key, "until");
        /* A time that cannot be read is none at which it still signed. */
        if (is_own && until && !json_is_null(until) &&
            (!json_is_string(until) || date_parse(json_string_value(until), ret_until_ms)))
            *ret_until_ms = 1;
        has = true;
    }
    if (!has)
        buf_printf(fault,
                   SAID("%s không phải khóa, cũng không phải tệp khóa (jwks.json)",
                        "%s is no key, and no file of keys (jwks.json)"),
                   arguments->key);
    return has ? ERR_OK : ERR_INPUT;
}

/* Of which version it says to be. */
static void verify_name(const json_t *document)
{
    const json_t *content = json_object_get(document, "content");
    const char *title = json_string_value(json_object_get(content, "title"));
    const char *saved = json_string_value(json_object_get(content, "saved_at"));
    const char *code = json_string_value(json_object_get(document, "code"));
    printf(SAID("«%s», phiên bản %lld, %s, mã %s\n", "“%s”, version %lld of %s, code %s\n"),
           title ? title : "-", (long long)json_integer_value(json_object_get(content, "version")),
           saved ? saved : "-", code ? code : "-");
}

/* What the document proves, a line each. */
static bool verify_tell(const struct seal_check *check, bool has_key)
{
    bool is_right = verify_say(check->has_hash && check->has_code,
                               SAID("nội dung khớp với mã xác thực", "the content fits its code"),
                               SAID("nội dung đã bị sửa: không khớp với mã xác thực",
                                    "the content was changed: it does not fit its code"));
    is_right &=
        verify_say(check->is_signed && check->has_key_name, SAID("chữ ký đúng", "the signature is right"),
                   has_key ? SAID("không phải do khóa này ký", "it was not signed by this key")
                           : SAID("chữ ký không đúng", "the signature is wrong"));
    if (!has_key)
        fputs(SAID("congd: cảnh báo: khóa lấy từ chính tệp này, ai cũng tự làm được; hãy so với khóa của "
                   "cổng: --key "
                   "jwks.json, lấy ở /.well-known/jwks.json\n",
                   "congd: warning: the key is the file's own, which anybody can make; compare with the "
                   "portal's: --key "
                   "jwks.json, from its /.well-known/jwks.json\n"),
              stderr);
    return is_right;
}

/* A former key proves what was saved while it signed: whoever got hold of it later proves nothing. */
static bool verify_key_time(const json_t *document, int64_t until_ms)
{
    const char *saved = json_string_value(json_object_get(json_object_get(document, "content"), "saved_at"));
    int64_t saved_ms;
    if (!until_ms)
        return true;
    return verify_say(saved && !date_parse(saved, &saved_ms) && saved_ms <= until_ms,
                      SAID("khóa cũ, và bản này được lưu khi khóa ấy còn dùng",
                           "a former key, and this was saved while it signed"),
                      SAID("bản này ghi là được lưu sau khi khóa ấy đã bị thay",
                           "this says that it was saved after that key was replaced"));
}

static enum err verify_run(void *input, struct buf *fault)
{
    struct verify_arguments *arguments = input;
    const char *path = arguments->invocation.word;
    auto_buf struct buf file = BUF(VERIFY_FILE_MAX), held = BUF(VERIFY_FILE_MAX);
    unsigned char key[SEAL_KEY_SIZE];
    struct seal_check check = {0};
    int64_t until_ms = 0;
    enum err err = sodium_init() >= 0 ? site_file_read(path, &file, fault) : ERR_INTERNAL;
    if (err)
        return err;
    /* As JSON first; a page is none. */
    json_auto_t *document = json_text_read(buf_str(&file), file.length, JSON_REJECT_DUPLICATES, NULL);
    bool is_page = !document && verify_find(buf_str(&file), &held);
    if (is_page)
        document = json_text_read(buf_str(&held), held.length, JSON_REJECT_DUPLICATES, NULL);
    err = seal_document_check(document, NULL, &check);
    if (!err && check.is_readable && arguments->key) {
        err = verify_key(arguments, check.key, fault, key, &until_ms);
        if (!err)
            err = seal_document_check(document, key, &check);
    }
    if (!err && !check.is_readable) {
        buf_printf(
            fault,
            SAID("%s không có dữ liệu xác thực: cần tệp JSON của API hoặc bản «Lưu bài»",
                 "%s holds nothing to verify: it has to be the API's JSON or a kept copy of an article"),
            path);
        err = ERR_INPUT;
    }
    if (err)
        return err;
    verify_name(document);
    bool is_right = verify_tell(&check, arguments->key != NULL);
    is_right &= verify_key_time(document, until_ms);
    if (is_page)
        err = verify_page(json_object_get(document, "content"), buf_str(&file), &is_right);
    if (err)
        buf_printf(fault,
                   SAID("%s: không đọc được chữ trên trang", "%s: the words of the page cannot be read"),
                   path);
    arguments->invocation.status = is_right ? 0 : STATUS_NOT_RIGHT;
    return err;
}

static const struct option_row verify_options[] = {
    {"key",
     KEY_KEY,
     {"KHÓA", "KEY"},
     {"khóa công khai của cổng (43 chữ) hoặc tệp jwks.json của cổng; không ghi: khóa trong chính tệp, kèm "
      "cảnh báo",
      "the portal's public key (43 characters) or its jwks.json; not given: the file's own, with a warning"}},
    {0},
};

const struct command verify_command = {
    .name = "verify",
    .word = {"TỆP", "FILE"},
    .needs_word = true,
    .breadth = BREADTH_NONE,
    .help =
        {"Cho biết một tệp có đúng là nội dung cổng đã công bố không, không cần mạng: tệp JSON của API "
         "(/api/articles/…/verification) hoặc bản «Lưu bài». Kết thúc với 0: đúng; 3: có chỗ sai; 1: "
         "không xem được.",
         "Says whether a file is what a portal published, without a network: the API's JSON "
         "(/api/articles/…/verification) or a kept copy of an article. Ends with 0: it is; 3: something is "
         "wrong; 1: it cannot be told."},
    .options = verify_options,
    .size = sizeof(struct verify_arguments),
    .take = verify_take,
    .run = verify_run,
};
