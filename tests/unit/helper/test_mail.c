/* What is sent and what comes back, as text: which letters are taken to be sent, what the program is told,
 * and what its line of log comes to. */
#include "mail_child.h"

#include "test.h"

#include <string.h>

static bool is_sound(const char *text)
{
    return mail_is_sound((struct span){(const unsigned char *)text, strlen(text)});
}

static void letters_go_to_one_person(void **state)
{
    (void)state;
    assert_true(is_sound("From: =?UTF-8?B?eA==?=\n <c@x.vn>\nTo: a@x.vn\nSubject: x\n\nYQ==\n"));
    assert_false(is_sound("From: c@x.vn\nSubject: x\n\nYQ==\n"));
    assert_false(is_sound("To: a@x.vn\nTo: b@x.vn\n\nYQ==\n"));
    assert_false(is_sound("To: a@x.vn, b@x.vn\n\nYQ==\n"));
    assert_false(is_sound("To: a@x.vn\n b@x.vn\n\nYQ==\n"));
    assert_false(is_sound("To: a@x.vn\n\tb@x.vn\n\nYQ==\n"));
    assert_false(is_sound("To: a@x.vn\nBcc: b@x.vn\n\nYQ==\n"));
    assert_false(is_sound("To: a@x.vn\ncc: b@x.vn\n\nYQ==\n"));
    assert_false(is_sound("To: a@x.vn\nResent-To: b@x.vn\n\nYQ==\n"));
    assert_false(is_sound("To:a@x.vn\n\nYQ==\n"));
    assert_false(is_sound("To: a@x.vn\r\n\r\nYQ==\r\n"));
    assert_false(is_sound("To: a@x.vn\nSubject: x\n"));
    assert_false(is_sound("To: a@x.vn"));
    assert_false(is_sound(""));
}

static void check(const char *line, int status, enum mail_fault fault, const char *answer)
{
    struct mailed mailed;
    mail_read_answer(line, status, &mailed);
    assert_string_equal(mail_fault_name(mailed.fault), mail_fault_name(fault));
    assert_string_equal(mailed.answer, answer);
}

static void answers_are_told_apart_and_name_nobody(void **state)
{
    (void)state;
    check("host=h recipients=a@x smtpstatus=250 smtpmsg='250 2.0.0 Ok: it's in' exitcode=EX_OK", 0,
          MAIL_TAKEN, "250 2.0.0 Ok: it's in");
    check("smtpstatus=550 smtpmsg='550 <a@x.vn> no\x01' errormsg='envelope from address a@x.vn not accepted' "
          "exitcode=EX_DATAERR",
          65, MAIL_SENDER, "550 ... no?");
    check("smtpmsg='550 5.1.1' errormsg='recipient address a@x.vn not accepted by the server' exitcode=", 65,
          MAIL_RECIPIENT, "550 5.1.1");
    check("smtpstatus=450 smtpmsg='450 4.2.0 greylisted' errormsg='recipient address a@x.vn not accepted by "
          "the "
          "server' exitcode=EX_DATAERR",
          65, MAIL_REFUSED, "450 4.2.0 greylisted");
    check("errormsg='recipient address a@x.vn not accepted by the server' exitcode=", 65, MAIL_REFUSED,
          "recipient address ... not accepted by the server");
    check("smtpmsg='535 no' errormsg='authentication failed (method PLAIN)' exitcode=", 77, MAIL_PASSWORD,
          "535 no");
    check("errormsg='cannot connect to h, port 1: Connection refused' exitcode=", 75, MAIL_UNREACHABLE,
          "cannot connect to h, port 1: Connection refused");
    check("errormsg='TLS certificate verification failed' exitcode=", 69, MAIL_TLS,
          "TLS certificate verification failed");
    check("smtpmsg='554 spam' errormsg='the mail was not accepted by the server' exitcode=", 69, MAIL_REFUSED,
          "554 spam");
    check("", 1, MAIL_REFUSED, "");
    check("", 0, MAIL_PROGRAM, "");
}

static void the_programs_settings_are_lines_that_nobody_can_add_to(void **state)
{
    struct mail_relay relay = {.program = "/usr/bin/msmtp",
                               .host = "10.0.0.1",
                               .port = 587,
                               .tls = "starttls",
                               .authorities = "",
                               .from = "c@x.vn",
                               .user = "c",
                               .password = "a \"b\" #c"};
    struct mail_rules rules;
    (void)state;
    assert_int_equal(mail_rules_write(&relay, &rules), ERR_OK);
    assert_non_null(strstr(rules.config, "\npassword \"a \"b\" #c\"\n"));
    assert_non_null(strstr(rules.config, "\ntls on\ntls_starttls on\ntls_trust_file \"system\"\nauth on\n"));
    assert_false(rules.lacks_password);
    relay.password = NULL;
    assert_int_equal(mail_rules_write(&relay, &rules), ERR_OK);
    assert_true(rules.lacks_password);
    relay.password = "a\nhost x";
    assert_int_equal(mail_rules_write(&relay, &rules), ERR_INPUT);
    assert_string_equal(rules.program, "");
    relay.password = "a";
    relay.host = "a\"b";
    assert_int_equal(mail_rules_write(&relay, &rules), ERR_INPUT);
    relay.host = "";
    assert_int_equal(mail_rules_write(&relay, &rules), ERR_OK);
    assert_string_equal(rules.program, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_go_to_one_person),
        cmocka_unit_test(answers_are_told_apart_and_name_nobody),
        cmocka_unit_test(the_programs_settings_are_lines_that_nobody_can_add_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
