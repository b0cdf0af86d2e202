/* All faults of the settings' sense at once. Asks those who use a value whether they could, and opens
 * nothing: what depends on the machine's state (a file that is there, an address that is free) shows at the
 * start. */
#include "settings_check.h"

#include "app_settings.h"

#include "base/said.h"
#include "helper/post.h"
#include "html/safe.h"
#include "public_address.h"
#include "server/server.h"
#include "store/address.h"
#include "text/mail_address.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* Goes on behind a fault, so that all are told. */
struct settings_checking {
    const struct settings *settings;
    struct buf *fault;
};

/* One line; `must` says what the value must be, `value` what it is. */
static void settings_tell(struct settings_checking *checking, const char *place, enum setting_id id,
                          const char *must, const char *value)
{
    buf_printf(checking->fault, "%s%s: %s %s, ", checking->fault->length ? "\n" : "", place, setting_name(id),
               must);
    buf_printf(checking->fault, SAID("không phải \"%.200s\"", "not \"%.200s\""), value);
}

/* Each item of a list by the same rule. */
static void check_items(struct settings_checking *checking, enum setting_id id,
                        const struct setting_list *list, bool (*is_right)(const char *), const char *must)
{
    for (size_t i = 0; i < list->count; i++)
        if (!is_right(list->items[i]))
            settings_tell(checking, list->places[i], id, must, list->items[i]);
}

/* A text by a rule, unless it is not set. */
static void check_text(struct settings_checking *checking, enum setting_id id, const char *text,
                       bool (*is_right)(const char *), const char *must)
{
    if (*text && !is_right(text))
        settings_tell(checking, checking->settings->places[id], id, must, text);
}

/* ---- the rules */

static bool is_kinds(const char *text)
{
    unsigned kinds;
    return rated_kinds_read(text, &kinds);
}

static bool is_import_end(const char *text)
{
    struct fetch_rules rules;
    return fetch_rules_read(&text, 1, "", &rules) == ERR_OK;
}

static bool is_https(const char *text)
{
    struct safe_url url;
    return strncmp(text, "https://", 8) == 0 && safe_url_from(text, URL_WEB, &url) == ERR_OK;
}

/* RFC 9116 allows any scheme; others than these three a finder could not use. */
static bool is_contact(const char *text)
{
    struct safe_url url;
    if (safe_url_from(text, URL_LINK, &url))
        return false;
    if (strncmp(text, "mailto:", 7) == 0)
        return text[7] != '@' && strchr(text, '@') && !strchr(text, '\n');
    if (strncmp(text, "tel:", 4) == 0)
        return isdigit((unsigned char)text[4 + (text[4] == '+')]);
    return is_https(text);
}

/* Where a key can be: on the web, in the DNS, or by its fingerprint. */
static bool is_key_address(const char *text)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?=%;");
    bool is_other = strncmp(text, "dns:", 4) == 0 || strncmp(text, "openpgp4fpr:", 12) == 0;
    return is_https(text) || (is_other && !text[length]);
}

/* RFC 5646, as far as its form: "vi", "en-GB". */
static bool is_language_tag(const char *text)
{
    enum { TAG_MAX = 35 };
    size_t length = strlen(text);
    for (const char *c = text; *c; c++)
        if (!isalnum((unsigned char)*c) && *c != '-')
            return false;
    return isalpha((unsigned char)*text) && length <= TAG_MAX && text[length - 1] != '-';
}

/* The name of a header, RFC 9110's token. */
static bool is_header_name(const char *text)
{
    for (const char *c = text; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("!#$%&'*+-.^_`|~", *c))
            return false;
    return true;
}

/* What the helper executes is looked for nowhere. */
static bool is_outside_program(const char *text)
{
    return *text == '/' || strcmp(text, "auto") == 0 || strcmp(text, "none") == 0;
}

/* ---- all of them */

static void check_addresses(struct settings_checking *checking)
{
    const struct settings *settings = checking->settings;
    const char *blocks = SAID("phải là địa chỉ hoặc dải địa chỉ như 192.0.2.0/24",
                              "must be addresses or blocks such as 192.0.2.0/24");
    const char *ends = SAID("phải là ĐỊA_CHỈ:CỔNG, như 127.0.0.1:8080 hoặc [::1]:8080",
                            "must be ADDR:PORT, such as 127.0.0.1:8080 or [::1]:8080");
    check_items(checking, SETTING_listen, &settings->listen, server_address_valid, ends);
    check_items(checking, SETTING_redirect_listen, &settings->redirect_listen, server_address_valid, ends);
    check_items(checking, SETTING_metrics_listen, &settings->metrics_listen, server_address_valid, ends);
    check_items(checking, SETTING_import_from, &settings->import_from, is_import_end,
                SAID("phải là ĐỊA_CHỈ:CỔNG, như 192.0.2.7:8080 hoặc [2001:db8::7]:443",
                     "must be ADDR:PORT, such as 192.0.2.7:8080 or [2001:db8::7]:443"));
    check_items(checking, SETTING_trusted_proxies, &settings->trusted_proxies, address_blocks_valid, blocks);
    check_items(checking, SETTING_uncounted, &settings->uncounted, address_blocks_valid, blocks);
    check_text(checking, SETTING_base_url, settings->base_url, public_address_is_sound,
               SAID("phải là https://TÊN hoặc http://TÊN, có thể kèm :CỔNG",
                    "must be https://HOST or http://HOST, perhaps with :PORT"));
    check_text(checking, SETTING_proxy_header, settings->proxy_header, is_header_name,
               SAID("phải là tên một trường HTTP", "must be the name of a header"));
}

/* Whom else something is told. */
static void check_push(struct settings_checking *checking)
{
    const struct settings *settings = checking->settings;
    struct fetch_rules rules;
    check_items(checking, SETTING_push_to, &settings->push_to, is_import_end,
                SAID("phải là ĐỊA_CHỈ:CỔNG, như 192.0.2.7:8080 hoặc [2001:db8::7]:443",
                     "must be ADDR:PORT, such as 192.0.2.7:8080 or [2001:db8::7]:443"));
    if (!*settings->websub_hub ||
        fetch_rules_read(settings->push_to.items, settings->push_to.count, "", &rules))
        return;
    if (post_address_judge(&rules, settings->websub_hub) != POST_GOOD)
        settings_tell(checking, settings->places[SETTING_websub_hub], SETTING_websub_hub,
                      SAID("phải là địa chỉ https công khai, hoặc nằm ở một ĐỊA-CHỈ:CỔNG của push_to",
                           "must be a public https address, or at an ADDR:PORT of push_to"),
                      settings->websub_hub);
}

/* A password in the clear stays within the machine. */
static void check_mail(struct settings_checking *checking)
{
    const struct settings *settings = checking->settings;
    const char *host = settings->mail_host;
    bool is_own = strcmp(host, "localhost") == 0 || strncmp(host, "127.", 4) == 0 || strcmp(host, "::1") == 0;
    if (!*host)
        return;
    if (host[strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:")])
        settings_tell(checking, settings->places[SETTING_mail_host], SETTING_mail_host,
                      SAID("phải là tên hoặc địa chỉ của một máy", "must be a machine's name or address"),
                      host);
    if (!mail_address_valid(settings->mail_from))
        settings_tell(checking, settings->places[SETTING_mail_from], SETTING_mail_from,
                      SAID("phải là một địa chỉ thư, như cong@binhgia.langson.gov.vn, khi có mail_host",
                           "must be a mail address, such as cong@binhgia.langson.gov.vn, with mail_host"),
                      settings->mail_from);
    if (strcmp(settings->digests, "yes") == 0 && !*settings->base_url)
        settings_tell(checking, settings->places[SETTING_digests], SETTING_digests,
                      SAID("cần có base_url, để thư dẫn về được cổng",
                           "needs base_url, for letters lead to the portal"),
                      settings->digests);
    if (*settings->mail_program != '/')
        settings_tell(checking, settings->places[SETTING_mail_program], SETTING_mail_program,
                      SAID("phải là đường dẫn", "must be a path"), settings->mail_program);
    if (*settings->mail_user && strcmp(settings->mail_tls, "none") == 0 && !is_own)
        settings_tell(checking, settings->places[SETTING_mail_tls], SETTING_mail_tls,
                      SAID("phải là starttls hoặc tls khi có mail_user, để mật khẩu không đi trần",
                           "must be starttls or tls with mail_user, or the password would go in the clear"),
                      settings->mail_tls);
}

static void check_security(struct settings_checking *checking)
{
    const struct settings *settings = checking->settings;
    const char *https = SAID("phải là một địa chỉ https://", "must be an address https://");
    check_items(
        checking, SETTING_security_contact, &settings->security_contact, is_contact,
        SAID("phải là địa chỉ mailto:, https: hoặc tel:", "must be addresses mailto:, https: or tel:"));
    check_text(checking, SETTING_security_policy, settings->security_policy, is_https, https);
    check_text(checking, SETTING_security_encryption, settings->security_encryption, is_key_address,
               SAID("phải là địa chỉ https:, dns: hoặc openpgp4fpr:",
                    "must be an address https:, dns: or openpgp4fpr:"));
    check_text(checking, SETTING_security_acknowledgments, settings->security_acknowledgments, is_https,
               https);
    check_items(checking, SETTING_security_languages, &settings->security_languages, is_language_tag,
                SAID("phải là mã ngôn ngữ như vi, en", "must be languages such as vi, en"));
}

/* One without the other is a slip that would serve in plain. */
static void check_tls(struct settings_checking *checking)
{
    const struct settings *settings = checking->settings;
    bool has_cert = *settings->tls_cert, has_key = *settings->tls_key;
    if (has_cert == has_key)
        return;
    buf_printf(checking->fault, "%s%s: ", checking->fault->length ? "\n" : "",
               settings->places[has_cert ? SETTING_tls_cert : SETTING_tls_key]);
    buf_text(checking->fault,
             SAID("tls_cert và tls_key phải đi cùng nhau", "tls_cert and tls_key go together"));
}

/* An address that libpq reads as one, without a password, which would be shown with the settings. */
static bool is_log_address(const char *text)
{
    const char *user = strstr(text, "://"), *at = user ? strchr(user, '@') : NULL;
    bool is_one = strncmp(text, "postgresql://", 13) == 0 || strncmp(text, "postgres://", 11) == 0;
    if (!is_one || strstr(text, "password="))
        return false;
    const char *colon = at ? memchr(user + 3, ':', (size_t)(at - user - 3)) : NULL;
    return !colon;
}

enum err settings_check(const struct settings *settings, struct buf *fault)
{
    struct settings_checking checking = {settings, fault};
    size_t before = fault->length;
    const char *program = SAID("phải là auto, none hoặc đường dẫn đầy đủ tới một chương trình",
                               "must be auto, none or the whole path of a program");
    check_addresses(&checking);
    check_tls(&checking);
    check_security(&checking);
    check_push(&checking);
    check_mail(&checking);
    check_text(&checking, SETTING_rating, settings->rating, is_kinds,
               SAID("phải là tên các loại nội dung, cách nhau bằng dấu phẩy, như procedure,article",
                    "wants kinds of content with commas between, such as procedure,article"));
    check_text(&checking, SETTING_picture_converter, settings->picture_converter, is_outside_program,
               program);
    check_text(&checking, SETTING_replication, settings->replication, is_log_address,
               SAID("phải là postgresql://NGƯỜI_DÙNG@MÁY:CỔNG/CƠ_SỞ_DỮ_LIỆU, không có mật khẩu",
                    "must be postgresql://USER@HOST:PORT/DATABASE, without a password"));
    check_text(&checking, SETTING_pdf_reader, settings->pdf_reader, is_outside_program, program);
    return fault->length > before ? ERR_INPUT : ERR_OK;
}
