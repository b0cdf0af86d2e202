/* Fetching from a server of the test: whom it connects to is what was judged, whatever the name says later.
 */
#include "helper/fetch.h"

#include "test.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static const char good[] = "HTTP/1.1 200 OK\r\nContent-Length: 24\r\n\r\nGIF89a\1\1\1\1..............";

/* What the resolver of the test answers, call by call, in memory that the children share. */
struct resolver {
    char answers[4][INET6_ADDRSTRLEN]; /* for name.test */
    atomic_int calls;
};
static struct resolver *resolver;

/* In place of the C library's. */
int getaddrinfo(const char *name, const char *service, const struct addrinfo *wish, struct addrinfo **ret)
{
    struct {
        struct addrinfo info;
        struct sockaddr_in address;
    } *found = calloc(1, sizeof *found);
    int call = atomic_fetch_add(&resolver->calls, 1);
    const char *text = strcmp(name, "name.test") == 0 ? resolver->answers[call & 3] : name;
    (void)wish;
    if (!found || inet_pton(AF_INET, text, &found->address.sin_addr) != 1) {
        free(found);
        return EAI_NONAME;
    }
    found->address.sin_family = AF_INET;
    found->address.sin_port = htons((uint16_t)strtoul(service, NULL, 10));
    found->info = (struct addrinfo){.ai_family = AF_INET,
                                    .ai_addr = (struct sockaddr *)&found->address,
                                    .ai_addrlen = sizeof found->address};
    *ret = &found->info;
    return 0;
}

struct server {
    int fd;
    unsigned port;
    atomic_int visits;
    _Atomic(const char *) answer;
    pthread_t thread;
};

static void *serve(void *context)
{
    struct server *server = context;
    char request[4096];
    int fd;
    while ((fd = accept(server->fd, NULL, NULL)) >= 0) {
        atomic_fetch_add(&server->visits, 1);
        if (recv(fd, request, sizeof request, 0) > 0)
            send(fd, server->answer, strlen(server->answer), MSG_NOSIGNAL);
        close(fd);
    }
    return NULL;
}

/* On this address, at the given port or any. */
static void start(struct server *server, const char *address, unsigned port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    socklen_t size = sizeof at;
    inet_pton(AF_INET, address, &at.sin_addr);
    server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(server->fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    assert_int_equal(bind(server->fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(server->fd, 8), 0);
    assert_int_equal(getsockname(server->fd, (struct sockaddr *)&at, &size), 0);
    server->port = ntohs(at.sin_port);
    assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
}

static void stop(struct server *server)
{
    shutdown(server->fd, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->fd);
}

/* Two servers at the same port: the one that may be reached, and one that must not. */
struct place {
    struct helper *helper;
    struct server open, secret;
    struct fetch_rules rules;
    struct arena *arena;
};

static int set_up(void **state)
{
    static const struct helper_programs programs = {"", "none", "auto", NULL};
    struct place *place = calloc(1, sizeof *place);
    char end[32];
    resolver = mmap(NULL, sizeof *resolver, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_int_equal(helper_start(1, &(struct sandbox_user){.is_other = false}, &programs, &place->helper),
                     ERR_OK);
    place->open.answer = good;
    place->secret.answer = good;
    start(&place->open, "127.0.0.1", 0);
    start(&place->secret, "127.0.0.2", place->open.port);
    snprintf(end, sizeof end, "127.0.0.1:%u", place->open.port);
    assert_int_equal(fetch_rules_read(&(const char *){end}, 1, "", &place->rules), ERR_OK);
    place->arena = arena_new(64 << 20);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;
    stop(&place->open);
    stop(&place->secret);
    helper_stop(place->helper);
    arena_free(place->arena);
    munmap(resolver, sizeof *resolver);
    free(place);
    return 0;
}

static void answer_with(const char *first, const char *second)
{
    atomic_store(&resolver->calls, 0);
    for (int i = 0; i < 4; i++)
        snprintf(resolver->answers[i], sizeof resolver->answers[i], "%s", i ? second : first);
}

static struct fetched fetch(struct place *place, const char *host)
{
    char address[64];
    struct fetched fetched;
    snprintf(address, sizeof address, "http://%s:%u/x.gif", host, place->open.port);
    enum err err = helper_fetch(place->helper, &place->rules, address, PICTURE_SIZE_MAX, FETCH_TIME_MS,
                                place->arena, &fetched);
    if (err)
        fail_msg("%s", err_type(err));
    return fetched;
}

static void a_name_is_looked_up_once_and_that_very_address_is_asked(void **state)
{
    struct place *place = *state;
    answer_with("127.0.0.1", "127.0.0.2");
    struct fetched fetched = fetch(place, "name.test");
    assert_int_equal(fetched.fault, FETCH_OK);
    assert_int_equal(fetched.size, 24);
    assert_int_equal(atomic_load(&resolver->calls), 1);
    assert_int_equal(atomic_load(&place->open.visits), 1);
    assert_int_equal(atomic_load(&place->secret.visits), 0);
}

static void a_name_that_turns_to_a_private_address_is_refused_on_the_way(void **state)
{
    struct place *place = *state;
    int before = atomic_load(&place->open.visits);
    place->open.answer = "HTTP/1.1 302 Found\r\nLocation: /y.gif\r\n\r\n";
    answer_with("127.0.0.1", "127.0.0.2");
    assert_int_equal(fetch(place, "name.test").fault, FETCH_FORBIDDEN);
    assert_int_equal(atomic_load(&resolver->calls), 2);
    assert_int_equal(atomic_load(&place->open.visits), before + 1);
    assert_int_equal(atomic_load(&place->secret.visits), 0);
    place->open.answer = good;
}

static void private_addresses_are_refused_before_anybody_is_asked(void **state)
{
    struct place *place = *state;
    answer_with("127.0.0.2", "127.0.0.1");
    assert_int_equal(fetch(place, "name.test").fault, FETCH_FORBIDDEN);
    assert_int_equal(fetch(place, "127.0.0.2").fault, FETCH_FORBIDDEN);
    assert_int_equal(atomic_load(&place->secret.visits), 0);
    assert_int_equal(fetch(place, "nobody.test").fault, FETCH_NAME);
}

static void endless_redirects_end(void **state)
{
    struct place *place = *state;
    int before = atomic_load(&place->open.visits);
    place->open.answer = "HTTP/1.1 302 Found\r\nLocation: /y.gif\r\n\r\n";
    assert_int_equal(fetch(place, "127.0.0.1").fault, FETCH_REDIRECTS);
    assert_int_equal(atomic_load(&place->open.visits), before + 1 + FETCH_REDIRECTS_MAX);
    place->open.answer = good;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_looked_up_once_and_that_very_address_is_asked),
        cmocka_unit_test(a_name_that_turns_to_a_private_address_is_refused_on_the_way),
        cmocka_unit_test(private_addresses_are_refused_before_anybody_is_asked),
        cmocka_unit_test(endless_redirects_end),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
