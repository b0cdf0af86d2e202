/* The process that goes out: whom it hears, and what may be asked of it. */
#include "helper/out.h"

#include "base/clock.h"
#include "child_answer.h"
#include "helper/mail.h"
#include "helper_call.h"
#include "local.h"
#include "test.h"

#include <fcntl.h>
#include <linux/netlink.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

struct place {
    char folder[32], path[64];
    pid_t pid;
};

static int start(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    const struct fetch_rules rules = {.allowed_count = 0};
    static const struct mail_rules mail; /* no relay */
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    sigset_t ends;
    snprintf(place->folder, sizeof place->folder, "/tmp/cong-out-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->path, sizeof place->path, "%s/out.sock", place->folder);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", place->path);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listener, 16), 0);
    /* As the command does it: an end that is asked for early is not missed. */
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    place->pid = fork();
    if (place->pid == 0)
        _exit(out_confine(&rules, &mail) || out_serve(listener, false, &rules, NULL, &mail));
    sigprocmask(SIG_UNBLOCK, &ends, NULL);
    close(listener);
    *state = place;
    return 0;
}

static int stop(void **state)
{
    struct place *place = *state;
    int status;
    kill(place->pid, SIGTERM);
    assert_int_equal(waitpid(place->pid, &status, 0), place->pid);
    assert_int_equal(status, 0);
    unlink(place->path);
    rmdir(place->folder);
    free(place);
    return 0;
}

/* What a sound order is. */
static void make(struct order *order, struct fetch_order *wish)
{
    *order = (struct order){.task = TASK_FETCH, .niceness = 10};
    *wish = (struct fetch_order){.most = 1000, .time_ms = 1000};
    assert_true(fetch_url_read("http://127.0.0.1:9/x.png", &wish->url));
}

/* Asks, and gives the first frame. */
static struct frame ask(const struct place *place, const struct order *order, const void *bytes, size_t size)
{
    struct helper_call call = {.until_ms = clock_monotonic_ms(&clock_system) + 60000};
    struct frame frame = {.kind = FRAME_WEBP};
    int socket = local_connect(place->path);
    assert_true(socket >= 0);
    assert_int_equal(helper_call_send(socket, order, bytes, size, &call), ERR_OK);
    assert_int_equal(helper_call_next(&call, &frame), ERR_OK);
    close(call.socket);
    close(socket);
    return frame;
}

static void assert_refused(const struct place *place, const struct order *order,
                           const struct fetch_order *wish)
{
    struct frame frame = ask(place, order, wish, sizeof *wish);
    assert_int_equal(frame.kind, FRAME_FAILED);
    assert_int_equal(frame.status, SURRENDER_ORDER);
}

static void a_sound_order_is_judged_by_its_own_rules(void **state)
{
    struct order order;
    struct fetch_order wish;
    make(&order, &wish);
    /* What the order allows is not asked. */
    wish.rules.allowed_count = 1;
    wish.rules.allowed[0] =
        (struct fetch_end){.address.s6_addr = {[10] = 0xFF, [11] = 0xFF, [12] = 127, [15] = 1}, .port = 9};
    struct frame frame = ask(*state, &order, &wish, sizeof wish);
    assert_int_equal(frame.kind, FRAME_UNFETCHED);
    assert_int_equal(frame.status, FETCH_FORBIDDEN);
}

static void nothing_but_to_go_out_may_be_asked(void **state)
{
    struct order order;
    struct fetch_order wish;
    for (enum task task = TASK_RENDER; task <= TASK_ESCAPE; task++) {
        make(&order, &wish);
        order.task = task;
        if (task != TASK_FETCH)
            assert_refused(*state, &order, &wish);
    }
}

static void who_asks_cannot_add_a_header_nor_a_picture_without_bytes(void **state)
{
    struct order order;
    struct fetch_order wish;
    make(&order, &wish);
    memcpy(wish.agent, "x\r\nCookie: a", sizeof "x\r\nCookie: a");
    assert_refused(*state, &order, &wish);
    make(&order, &wish);
    memset(wish.agent, 'x', sizeof wish.agent);
    assert_refused(*state, &order, &wish);
    make(&order, &wish);
    wish.way = FETCH_WAYS;
    assert_refused(*state, &order, &wish);
    make(&order, &wish);
    wish.way = FETCH_HEAD; /* with bytes */
    assert_refused(*state, &order, &wish);
    wish.most = 0;
    struct frame frame = ask(*state, &order, &wish, sizeof wish);
    assert_int_equal(frame.kind, FRAME_UNFETCHED);
    assert_int_equal(frame.status, FETCH_FORBIDDEN);
}

static void more_than_a_picture_or_its_time_may_not_be_asked(void **state)
{
    static const struct {
        size_t most;
        int time_ms;
    } cases[] = {{0, 1000}, {PICTURE_SIZE_MAX + 1, 1000}, {1000, 0}, {1000, -1}, {1000, FETCH_TIME_MS + 1}};
    struct order order;
    struct fetch_order wish;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        make(&order, &wish);
        wish.most = cases[i].most;
        wish.time_ms = cases[i].time_ms;
        assert_refused(*state, &order, &wish);
    }
}

static void an_address_that_no_text_gives_may_not_be_asked(void **state)
{
    static const char *const hosts[] = {"", "a b", "a\r\nX: y", "a/b", "[::1]"};
    static const char *const targets[] = {"", "x", "/a b", "/a\r\nX: y", "/\x7F", "/\xC3\xA9"};
    struct order order;
    struct fetch_order wish;
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        make(&order, &wish);
        snprintf(wish.url.host, sizeof wish.url.host, "%s", hosts[i]);
        assert_refused(*state, &order, &wish);
    }
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        make(&order, &wish);
        snprintf(wish.url.target, sizeof wish.url.target, "%s", targets[i]);
        assert_refused(*state, &order, &wish);
    }
    /* Texts without an end. */
    make(&order, &wish);
    memset(wish.url.host, 'a', sizeof wish.url.host);
    assert_refused(*state, &order, &wish);
    make(&order, &wish);
    memset(wish.url.target, '/', sizeof wish.url.target);
    assert_refused(*state, &order, &wish);
    make(&order, &wish);
    wish.url.port = 0;
    assert_refused(*state, &order, &wish);
}

static void an_input_of_another_size_is_no_order(void **state)
{
    struct order order;
    struct fetch_order wish;
    make(&order, &wish);
    struct frame frame = ask(*state, &order, &wish, sizeof wish - 1);
    assert_int_equal(frame.kind, FRAME_FAILED);
    assert_int_equal(frame.status, SURRENDER_ORDER);
}

/* The other end is closed without a word, and the next is served. */
static void what_is_no_order_is_hung_up_on(void **state)
{
    const struct place *place = *state;
    char byte;
    for (int i = 0; i < 40; i++) {
        int socket = local_connect(place->path);
        assert_true(socket >= 0);
        assert_int_equal(send(socket, "GET / HTTP/1.1\r\n\r\n", 18, MSG_NOSIGNAL), 18);
        fcntl(socket, F_SETFL, 0);
        assert_int_equal(recv(socket, &byte, 1, 0), 0);
        close(socket);
    }
    a_sound_order_is_judged_by_its_own_rules(state);
}

/* Only root can be somebody else for a moment. */
static void another_user_is_hung_up_on(void **state)
{
    enum { NOBODY = 65534, TRIES = 10 };
    const struct place *place = *state;
    char byte;
    int status;
    chmod(place->folder, 0755);
    chmod(place->path, 0666);
    pid_t pid = fork();
    if (pid == 0) {
        bool is_other = geteuid() == 0 && setuid(NOBODY) == 0;
        bool is_closed = true, waited = true;
        /* It is closed at once, on a busy machine now and then; one of the own user only after a while. */
        for (int i = 0; i < (is_other ? TRIES : 1) && is_closed && waited; i++) {
            int socket = local_connect(place->path);
            fcntl(socket, F_SETFL, 0);
            int64_t before_ms = clock_monotonic_ms(&clock_system);
            is_closed = recv(socket, &byte, 1, 0) == 0;
            waited = clock_monotonic_ms(&clock_system) - before_ms >= 1000;
            close(socket);
        }
        _exit(!is_closed || is_other == waited);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static void where_nobody_listens_there_is_no_connection(void **state)
{
    char path[200];
    (void)state;
    assert_int_equal(local_connect("/nowhere/out.sock"), -1);
    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    assert_int_equal(local_connect(path), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_order_is_judged_by_its_own_rules),
        cmocka_unit_test(nothing_but_to_go_out_may_be_asked),
        cmocka_unit_test(who_asks_cannot_add_a_header_nor_a_picture_without_bytes),
        cmocka_unit_test(more_than_a_picture_or_its_time_may_not_be_asked),
        cmocka_unit_test(an_address_that_no_text_gives_may_not_be_asked),
        cmocka_unit_test(an_input_of_another_size_is_no_order),
        cmocka_unit_test(what_is_no_order_is_hung_up_on),
        cmocka_unit_test(another_user_is_hung_up_on),
        cmocka_unit_test(where_nobody_listens_there_is_no_connection),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
