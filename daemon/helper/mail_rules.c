/* The program's settings as text, and what may be said of a relay. Knows msmtp's form and starts nothing. */
#include "base/buf.h"
#include "helper/mail.h"

#include <ctype.h>
#include <string.h>

static const char *const fault_names[MAIL_FAULTS] = {
    [MAIL_TAKEN] = "taken",
    [MAIL_NOT_SET] = "not_set",
    [MAIL_PROGRAM] = "program",
    [MAIL_NOBODY] = "nobody",
    [MAIL_NO_PASSWORD] = "no_password",
    [MAIL_UNREACHABLE] = "unreachable",
    [MAIL_TLS] = "tls",
    [MAIL_PASSWORD] = "password",
    [MAIL_SENDER] = "sender",
    [MAIL_RECIPIENT] = "recipient",
    [MAIL_REFUSED] = "refused",
    [MAIL_TIMEOUT] = "timeout",
};

const char *mail_fault_name(enum mail_fault fault)
{
    return fault_names[fault];
}

enum mail_fault mail_fault_of(const char *name)
{
    for (int fault = 0; fault < MAIL_FAULTS; fault++)
        if (strcmp(fault_names[fault], name) == 0)
            return (enum mail_fault)fault;
    return MAIL_REFUSED;
}

const char *mail_fault_text(enum mail_fault fault, enum lang lang)
{
    static const char *const texts[MAIL_FAULTS][LANG_COUNT] = {
        [MAIL_TAKEN] = {"máy chủ thư đã nhận", "the relay has taken it"},
        [MAIL_NOT_SET] = {"chưa đặt mail_host cho tiến trình gửi thư", "whoever goes out has no mail_host"},
        [MAIL_NOBODY] = {"tiến trình congd out không trả lời", "congd out does not answer"},
        [MAIL_PROGRAM] = {"không chạy được chương trình gửi thư (apt install msmtp)",
                          "the program that sends mail cannot be run (apt install msmtp)"},
        [MAIL_NO_PASSWORD] = {"không đọc được tệp mật khẩu của máy chủ thư",
                              "the file of the relay's password cannot be read"},
        [MAIL_UNREACHABLE] = {"không kết nối được máy chủ thư", "the relay cannot be reached"},
        [MAIL_TLS] = {"không lập được kết nối TLS tin cậy với máy chủ thư",
                      "no trusted TLS connection to the relay"},
        [MAIL_PASSWORD] = {"máy chủ thư không nhận tên hoặc mật khẩu", "the relay refuses user or password"},
        [MAIL_SENDER] = {"máy chủ thư không nhận địa chỉ gửi mail_from",
                         "the relay refuses the sender, mail_from"},
        [MAIL_RECIPIENT] = {"máy chủ thư không nhận địa chỉ người nhận", "the relay refuses the recipient"},
        [MAIL_REFUSED] = {"máy chủ thư từ chối", "the relay refuses"},
        [MAIL_TIMEOUT] = {"máy chủ thư quá lâu không trả lời", "the relay takes too long to answer"},
    };
    return texts[fault][lang];
}

/* What may stand between quotes on a line of the program's settings. */
static bool is_quotable(const char *text, size_t most)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++)
        if (iscntrl((unsigned char)text[i]))
            return false;
    return length <= most;
}

static bool is_host(const char *text)
{
    enum { HOST_MAX = 253 };
    size_t known = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:");
    return *text && !text[known] && known <= HOST_MAX;
}

/* Without TLS a password goes in the clear, so only within the machine (the settings' check says so), and
 * has to be asked for by the name of the method. */
static void mail_rules_line(const struct mail_relay *relay, struct buf *out)
{
    bool is_plain = strcmp(relay->tls, "none") == 0;
    buf_printf(out, "account congd\nhost \"%s\"\nport %d\nfrom \"%s\"\nset_from_header off\n", relay->host,
               relay->port, relay->from);
    buf_printf(out, "timeout 20\nsyslog off\nlogfile -\ntls %s\n", is_plain ? "off" : "on");
    if (!is_plain)
        buf_printf(out, "tls_starttls %s\ntls_trust_file \"%s\"\n",
                   strcmp(relay->tls, "starttls") == 0 ? "on" : "off",
                   *relay->authorities ? relay->authorities : "system");
    if (*relay->user && relay->password)
        buf_printf(out, "auth %s\nuser \"%s\"\npassword \"%s\"\n", is_plain ? "plain" : "on", relay->user,
                   relay->password);
}

enum err mail_rules_write(const struct mail_relay *relay, struct mail_rules *ret_rules)
{
    auto_buf struct buf text = BUF(MAIL_CONFIG_SIZE);
    memset(ret_rules, 0, sizeof *ret_rules);
    if (!*relay->host)
        return ERR_OK;
    if (!is_host(relay->host) || !mail_address_valid(relay->from) ||
        !is_quotable(relay->user, MAIL_TEXT_MAX) ||
        !is_quotable(relay->password ? relay->password : "", MAIL_TEXT_MAX) ||
        !is_quotable(relay->authorities, MAIL_PATH_MAX) || strlen(relay->program) > MAIL_PATH_MAX)
        return ERR_INPUT;
    mail_rules_line(relay, &text);
    if (buf_failed(&text) || text.length >= sizeof ret_rules->config)
        return ERR_INPUT;
    memcpy(ret_rules->program, relay->program, strlen(relay->program) + 1);
    memcpy(ret_rules->config, buf_str(&text), text.length + 1);
    ret_rules->lacks_password = *relay->user && !relay->password;
    return ERR_OK;
}
